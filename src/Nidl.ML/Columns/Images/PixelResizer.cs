using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Nidl.ML;

/// <summary>
/// Resizes images to one size: each new pixel is the mean of the old ones around it, weighted by a triangle that is as wide as a new pixel,
/// or as an old one where images grow. So nothing between the pixels is left out, as Pillow's BILINEAR does. One thread uses it.
/// </summary>
/// <param name="width">The width of the new images.</param>
/// <param name="height">The height of the new images.</param>
internal sealed class PixelResizer(int width, int height)
{
    private const int Parts = 4;

    private Triangles? _across;
    private Triangles? _down;
    private Vector128<float>[] _rows = [];
    private Vector128<float>[] _source = [];

    /// <summary>Resizes the middle of an image that has the proportions of the new one.</summary>
    /// <param name="pixels">The pixels, four parts each, row by row.</param>
    /// <param name="sourceWidth">The width of the image.</param>
    /// <param name="sourceHeight">The height of the image.</param>
    /// <param name="resized">The new pixels, four parts each, row by row.</param>
    public void Resize(ReadOnlySpan<byte> pixels, int sourceWidth, int sourceHeight, Span<Vector128<float>> resized)
    {
        var scale = Math.Min((double)sourceWidth / width, (double)sourceHeight / height);
        _across = Triangles.Create(_across, sourceWidth, scale * width, width);
        _down = Triangles.Create(_down, sourceHeight, scale * height, height);
        var (first, count) = (_down.First, _down.Count);
        if (_rows.Length < count * width)
            _rows = new Vector128<float>[count * width];
        if (_source.Length < sourceWidth)
            _source = new Vector128<float>[sourceWidth];
        for (var y = 0; y < count; y++)
        {
            Convert(pixels.Slice((first + y) * sourceWidth * Parts, sourceWidth * Parts), _source);
            ResizeRow(_source, _rows.AsSpan(y * width, width));
        }
        for (var y = 0; y < height; y++)
            MixRows(y, resized.Slice(y * width, width));
    }

    // The four bytes of each pixel as numbers.
    private static void Convert(ReadOnlySpan<byte> pixels, Span<Vector128<float>> numbers)
    {
        var packed = MemoryMarshal.Cast<byte, uint>(pixels);
        numbers = numbers[..packed.Length];
        for (var i = 0; i < packed.Length; i++)
        {
            var bytes = Vector128.CreateScalarUnsafe(packed[i]).AsByte();
            numbers[i] = Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32());
        }
    }

    private void ResizeRow(ReadOnlySpan<Vector128<float>> source, Span<Vector128<float>> row)
    {
        for (var x = 0; x < row.Length; x++)
        {
            var weights = _across!.WeightsOf(x);
            var pixels = source.Slice(_across.Starts[x], weights.Length);
            var sum = Vector128<float>.Zero;
            for (var i = 0; i < weights.Length; i++)
                sum += weights[i] * pixels[i];
            row[x] = sum;
        }
    }

    private void MixRows(int y, Span<Vector128<float>> mixed)
    {
        var weights = _down!.WeightsOf(y);
        var sum = MemoryMarshal.Cast<Vector128<float>, float>(mixed);
        var rows = MemoryMarshal.Cast<Vector128<float>, float>(_rows.AsSpan((_down.Starts[y] - _down.First) * width));
        TensorPrimitives.Multiply(rows[..sum.Length], weights[0], sum);
        for (var i = 1; i < weights.Length; i++)
            TensorPrimitives.MultiplyAdd(rows.Slice(i * sum.Length, sum.Length), weights[i], sum, sum);
    }

    /// <summary>Which old pixels, along one side of the image, a new one is made of, and by how much.</summary>
    private sealed class Triangles
    {
        private readonly int _source;
        private readonly double _length;
        private readonly float[][] _weights;

        private Triangles(int source, double length, int target)
        {
            (_source, _length, Starts, _weights) = (source, length, new int[target], new float[target][]);
            var (scale, begin) = (length / target, (source - length) / 2);
            var reach = Math.Max(scale, 1);
            for (var i = 0; i < target; i++)
            {
                var center = begin + (i + 0.5) * scale;
                var (start, end) = (Math.Max((int)Math.Floor(center - reach), 0), Math.Min((int)Math.Ceiling(center + reach), source));
                double Weight(int pixel) => 1 - Math.Abs(pixel + 0.5 - center) / reach;
                int[] pixels = [.. Enumerable.Range(start, end - start).Where(pixel => Weight(pixel) > 0)];
                var sum = pixels.Sum(Weight);
                (Starts[i], _weights[i]) = (pixels[0], [.. pixels.Select(pixel => (float)(Weight(pixel) / sum))]);
            }
            First = Starts[0];
            Count = Starts[^1] + _weights[^1].Length - First;
        }

        public int[] Starts { get; }

        /// <summary>Gets the first old pixel that any new one is made of.</summary>
        public int First { get; }

        /// <summary>Gets the number of old pixels from there to the last.</summary>
        public int Count { get; }

        /// <summary>Keeps the last ones where it is the same again, as it mostly is.</summary>
        public static Triangles Create(Triangles? last, int source, double length, int target) =>
            last is not null && last._source == source && last._length == length ? last : new(source, length, target);

        public ReadOnlySpan<float> WeightsOf(int index) => _weights[index];
    }
}

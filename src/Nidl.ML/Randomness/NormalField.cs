using System.Runtime.InteropServices;
using Nidl.ML.Losses;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Nidl.ML;

/// <summary>
/// Fills rows with values of the standard normal distribution (Box and Muller 1958). Each row has a stream of <see cref="SplitMix64"/> of
/// its own, whose words can be computed from their number, so that the rows are the same on every device.
/// </summary>
/// <remarks>
/// A word gives two values: 40 of its bits a radius, so that none lies farther out than 7.4, and 24 an angle. The first half of a row has
/// the cosines, the second the sines.
/// </remarks>
internal static class NormalField
{
    // What is computed at a time stays in the processor's nearest cache.
    private const int WordsAtOnce = 1024;
    private const int ValuesOfOneThread = 1 << 16;
    private const int AngleBits = 24;
    private const int RadiusBits = 64 - AngleBits;

    // What computes a part on a device takes five times its bytes.
    private const long ValuesAtOnce = 1L << 26;

    /// <summary>Draws rows.</summary>
    /// <param name="streams">Where the stream of each row starts.</param>
    /// <param name="width">The values of a row.</param>
    /// <param name="device">The device of the result.</param>
    /// <returns>The rows, Single, (rows, width).</returns>
    public static Tensor Draw(ReadOnlyMemory<ulong> streams, long width, Device device)
    {
        var drawn = empty(streams.Length, width, ScalarType.Float32, device);
        var rowsAtOnce = (int)Math.Clamp(ValuesAtOnce / Math.Max(1, width), 1, int.MaxValue);
        for (var first = 0; first < streams.Length; first += rowsAtOnce)
        {
            using var scope = NewDisposeScope();
            var some = streams[first..Math.Min(streams.Length, first + rowsAtOnce)];
            var part = drawn.narrow(0, first, some.Length);
            if (device.type == TorchSharp.DeviceType.CPU)
                Fill(part, some, checked((int)width));
            else
                part.copy_(DrawOnDevice(some.Span, width, device));
        }
        return drawn;
    }

    /// <summary>Draws rows by the device's own integer arithmetic.</summary>
    /// <inheritdoc cref="Draw"/>
    internal static Tensor DrawOnDevice(ReadOnlySpan<ulong> streams, long width, Device device)
    {
        using var scope = NewDisposeScope();
        var starts = tensor(MemoryMarshal.Cast<ulong, long>(streams).ToArray(), ScalarType.Int64, device: device).unsqueeze(1); // (rows, 1)
        var words = SplitMix64.Words(starts, (width + 1) / 2); // (rows, ceil(width / 2))
        var radii = Radii(words);
        var angles = words.bitwise_and_((1L << AngleBits) - 1).to_type(ScalarType.Float32).mul_(AngleUnit);
        return cat([angles.cos().mul_(radii), angles.sin().mul_(radii)], 1).narrow(1, 0, width).MoveToOuterDisposeScope();
    }

    private static Tensor Radii(Tensor words) =>
        SplitMix64.ShiftRight(words, AngleBits).add_(1).to_type(ScalarType.Float32).mul_(RadiusUnit).log_().mul_(-2).sqrt_();

    private static float AngleUnit => 2 * MathF.PI / (1 << AngleBits);

    private static float RadiusUnit => 1f / (1L << RadiusBits);

    private static unsafe void Fill(Tensor rows, ReadOnlyMemory<ulong> streams, int width)
    {
        // The threads that share the rows call nothing of Torch.
        var first = TensorAddress.Of(rows);
        if ((long)streams.Length * width < ValuesOfOneThread)
        {
            for (var row = 0; row < streams.Length; row++)
                FillRow(row);
        }
        else
        {
            OpenMp.For(streams.Length, FillRow);
        }

        void FillRow(int row) => Fill(new Span<float>((float*)first + (nint)row * width, width), new SplitMix64(streams.Span[row]));
    }

    /// <summary>Draws one row, from where its stream starts.</summary>
    public static void Fill(Span<float> row, SplitMix64 stream)
    {
        Span<float> radii = stackalloc float[WordsAtOnce], angles = stackalloc float[WordsAtOnce];
        var words = (row.Length + 1) / 2;
        for (var first = 0; first < words; first += WordsAtOnce)
        {
            var count = Math.Min(WordsAtOnce, words - first);
            DrawPolar(radii[..count], angles[..count], ref stream);
            var cosines = row.Slice(first, count);
            var sines = row[(words + first)..];
            TensorPrimitives.Cos(angles[..count], cosines);
            TensorPrimitives.Multiply(cosines, radii[..count], cosines);
            // An odd row has no place for its last sine.
            count = Math.Min(count, sines.Length);
            TensorPrimitives.Sin(angles[..count], sines);
            TensorPrimitives.Multiply(sines[..count], radii[..count], sines);
        }
    }

    private static void DrawPolar(Span<float> radii, Span<float> angles, ref SplitMix64 stream)
    {
        for (var i = 0; i < radii.Length; i++)
        {
            var word = stream.Next();
            // Never 0, whose logarithm is infinite.
            radii[i] = (float)(long)((word >> AngleBits) + 1) * RadiusUnit;
            angles[i] = (int)(word & ((1 << AngleBits) - 1)) * AngleUnit;
        }
        TensorPrimitives.Log(radii, radii);
        TensorPrimitives.Multiply(radii, -2, radii);
        TensorPrimitives.Sqrt(radii, radii);
    }
}

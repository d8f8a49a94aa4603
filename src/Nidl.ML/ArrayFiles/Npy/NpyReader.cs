namespace Nidl.ML;

/// <summary>Reads arrays from <c>.npy</c> files, a block at a time, into the caller's memory. One thread uses it.</summary>
internal sealed class NpyReader
{
    private const int BlockBytes = 1 << 16;

    private readonly byte[] _bytes = new byte[BlockBytes];
    private readonly float[] _values = new float[BlockBytes];

    /// <summary>Reads the shape of the array of a file.</summary>
    /// <exception cref="InvalidDataException">The file is not one of an array that can be used.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static InputShape ReadShape(string path)
    {
        using var stream = Open(path);
        return NpyHeader.Read(stream).Shape;
    }

    /// <summary>Reads the array of a file, last index fastest, however the file has it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shape">The shape that the array must have, but for dimensions of 1.</param>
    /// <param name="destination">The values, as many as the shape has.</param>
    /// <exception cref="InvalidDataException">The file is not one of an array of that shape.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public void Read(string path, InputShape shape, Span<float> destination)
    {
        using var stream = Open(path);
        Read(stream, shape, destination);
    }

    /// <summary>Reads the array of a stream; see the other overload.</summary>
    public void Read(Stream stream, InputShape shape, Span<float> destination)
    {
        var header = NpyHeader.Read(stream);
        if (!header.Shape.Where(dimension => dimension > 1).SequenceEqual(shape.Where(dimension => dimension > 1)))
            throw new InvalidDataException($"its shape must be {shape}, but is {header.Shape}");
        var order = header.IsFortranOrder && header.Shape.Rank > 1 ? new FortranOrder(header.Shape) : null;
        var blockValues = BlockBytes / header.Element.Size;
        for (var start = 0; start < destination.Length; start += blockValues)
        {
            var block = _bytes.AsSpan(0, Math.Min(blockValues, destination.Length - start) * header.Element.Size);
            ReadBlock(stream, header, block, start, destination.Length);
            var values = order is null ? destination.Slice(start, block.Length / header.Element.Size) : _values.AsSpan(0, block.Length / header.Element.Size);
            header.Element.Decode(block, values);
            order?.Scatter(values, destination);
        }
    }

    private static void ReadBlock(Stream stream, NpyHeader header, Span<byte> block, int start, int count)
    {
        var read = stream.ReadAtLeast(block, block.Length, throwOnEndOfStream: false);
        if (read < block.Length)
            throw new InvalidDataException($"it must have {count} values, but the file ends after {start + read / header.Element.Size}");
        if (header.IsSwapped)
            header.Element.ReverseEndianness(block);
    }

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 4096, FileOptions.SequentialScan);

    /// <summary>Puts values that come first index fastest to where they belong with the last index fastest.</summary>
    private sealed class FortranOrder(InputShape shape)
    {
        private readonly int[] _index = new int[shape.Rank];
        private readonly int[] _strides = [.. Enumerable.Range(0, shape.Rank).Select(axis => (int)shape.Skip(axis + 1).Aggregate(1L, (product, dimension) => product * dimension))];
        private int _position;

        public void Scatter(ReadOnlySpan<float> values, Span<float> destination)
        {
            foreach (var value in values)
            {
                destination[_position] = value;
                Advance();
            }
        }

        private void Advance()
        {
            for (var axis = 0; axis < _index.Length; axis++)
            {
                _position += _strides[axis];
                if (++_index[axis] < shape[axis])
                    return;
                _position -= _index[axis] * _strides[axis];
                _index[axis] = 0;
            }
        }
    }
}

using System.Buffers;

namespace Nidl.ML;

/// <summary>Reads the values of an array file a block at a time, so that no more of the file is in memory than one block.</summary>
/// <param name="Element">The type of the values.</param>
/// <param name="IsSwapped">Whether the bytes of a value are in the other order than the machine's.</param>
internal sealed record ArrayBlocks(ArrayElement Element, bool IsSwapped)
{
    private const int BlockBytes = 1 << 16;

    /// <summary>Gets what the values are multiplied with.</summary>
    public double Slope { get; init; } = 1;

    /// <summary>Gets what is added to them then.</summary>
    public double Intercept { get; init; }

    /// <summary>Gets what a value is called in messages.</summary>
    public string ValueName { get; init; } = "values";

    private bool IsScaled => Slope != 1 || Intercept != 0;

    /// <summary>Reads as many values as the destination has.</summary>
    /// <param name="stream">The stream, at the first value.</param>
    /// <param name="places">Where each value belongs; null means in the order of the file.</param>
    /// <param name="destination">The values.</param>
    /// <exception cref="InvalidDataException">The stream ends early.</exception>
    public void Read(Stream stream, ArrayPlaces? places, Span<float> destination)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(BlockBytes);
        var unplaced = ArrayPool<float>.Shared.Rent(places is null ? 0 : BlockBytes / Element.Size);
        try
        {
            var blockValues = BlockBytes / Element.Size;
            for (var start = 0; start < destination.Length; start += blockValues)
            {
                var count = Math.Min(blockValues, destination.Length - start);
                var block = bytes.AsSpan(0, count * Element.Size);
                ReadBlock(stream, block, start, destination.Length);
                var values = places is null ? destination.Slice(start, count) : unplaced.AsSpan(0, count);
                Decode(block, values);
                places?.Put(values, destination);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
            ArrayPool<float>.Shared.Return(unplaced);
        }
    }

    private void ReadBlock(Stream stream, Span<byte> block, int start, int count)
    {
        var read = stream.ReadAtLeast(block, block.Length, throwOnEndOfStream: false);
        if (read < block.Length)
            throw new InvalidDataException($"it must have {count} {ValueName}, but the file ends after {start + read / Element.Size}");
        if (IsSwapped)
            Element.ReverseEndianness(block);
    }

    private void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        if (IsScaled)
            Element.Decode(block, values, Slope, Intercept);
        else
            Element.Decode(block, values);
    }
}

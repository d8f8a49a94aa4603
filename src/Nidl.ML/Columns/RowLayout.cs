using TorchSharp;

namespace Nidl.ML;

/// <summary>Where the parts of a training row lie in its bytes.</summary>
internal sealed class RowLayout
{
    // Parts of doubles lie where doubles may be read.
    private const int Alignment = sizeof(double);

    private readonly int[] _starts;
    private readonly int[] _bytes;

    /// <exception cref="ArgumentException">A row is larger than an array can be.</exception>
    public RowLayout(IReadOnlyList<IRowPart> parts)
    {
        Parts = parts;
        long[] bytes = [.. parts.Select(part => (long)part.Shape.Size * part.ElementType.ElementSize())];
        long[] ends = [.. bytes.Select((_, i) => bytes.Take(i + 1).Sum(AlignedUp))];
        if (ends[^1] > Array.MaxLength)
            throw new ArgumentException($"A training row must have at most {Array.MaxLength} bytes, but has {ends[^1]}.");
        RowBytes = (int)ends[^1];
        _bytes = [.. bytes.Select(count => (int)count)];
        _starts = [0, .. ends.SkipLast(1).Select(end => (int)end)];
    }

    /// <summary>Gets the parts of a row.</summary>
    public IReadOnlyList<IRowPart> Parts { get; }

    /// <summary>Gets the bytes of a row.</summary>
    public int RowBytes { get; }

    /// <summary>Gets whether rows fit into a budget.</summary>
    public bool Fits(long rows, long budgetBytes) => rows <= budgetBytes / RowBytes;

    /// <summary>Gets the bytes of a part of a row.</summary>
    public int PartBytes(int part) => _bytes[part];

    /// <summary>Gets a part of a row.</summary>
    public Span<byte> Part(Span<byte> row, int part) => row.Slice(_starts[part], _bytes[part]);

    private static long AlignedUp(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;
}

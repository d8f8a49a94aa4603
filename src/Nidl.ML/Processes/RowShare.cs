using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>The rows of a batch that are one process's.</summary>
/// <param name="Start">The first.</param>
/// <param name="Count">How many they are.</param>
internal readonly record struct RowShare(long Start, long Count)
{
    /// <summary>
    /// Gets a process's share: as equal as can be, but of two rows at least or none, since batch normalization needs two. The first
    /// processes have the larger shares.
    /// </summary>
    public static RowShare Of(long rows, int rank, int size)
    {
        var sharing = Math.Clamp(rows / 2, 1, size);
        var (each, left) = Math.DivRem(rows, sharing);
        return rank < sharing
            ? new(rank * each + Math.Min(rank, left), each + (rank < left ? 1 : 0))
            : new(rows, 0);
    }

    /// <summary>Gets the share of rows, (N, ...), as a view of them.</summary>
    public Tensor Of(Tensor rows) => rows.narrow(0, Start, Count);
}

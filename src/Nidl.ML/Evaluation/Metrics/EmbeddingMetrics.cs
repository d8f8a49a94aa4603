using Microsoft.ML;
using Nidl.ML.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Measures embeddings without labels: how close positive pairs are, how evenly embeddings spread, how many dimensions they use.
/// </summary>
/// <remarks>
/// Embeddings are matrices (N, D) of a floating type, one row each, all finite. Figures are computed in double precision, whatever that
/// type is, on the tensor's device. Nothing of size N x N is held: similarities are computed in blocks of rows. No gradient is recorded.
/// The overloads over a view read its columns once.
/// </remarks>
public static partial class EmbeddingMetrics
{
    // At most this many similarities at once: 32 MB in Double.
    private const long BlockValues = 1L << 22;

    private static IEnumerable<(long Start, long Count)> Blocks(long rows)
    {
        var size = Math.Max(1, BlockValues / rows);
        for (var start = 0L; start < rows; start += size)
            yield return (start, Math.Min(size, rows - start));
    }

    private static Tensor Rows(Tensor z, bool normalize)
    {
        var rows = z.detach().to_type(ScalarType.Float64);
        return normalize ? nn.functional.normalize(rows) : rows;
    }

    private static double OverColumns(IDataView view, IReadOnlyList<string> columns, Func<IReadOnlyList<Tensor>, double> metric)
    {
        ArgumentNullException.ThrowIfNull(view);
        Libtorch.Load();
        using var scope = NewDisposeScope();
        var parts = columns.Select(column => FeatureColumn.Bind(view.Schema, column)).ToArray();
        var rows = TrainingRows.Read(view, parts, CancellationToken.None);
        return metric([.. rows.Select(part => part.flatten(1))]);
    }

    private static void CheckPair(Tensor z1, Tensor z2)
    {
        CheckMatrix(z1, nameof(z1));
        CheckMatrix(z2, nameof(z2));
        if (!z1.shape.AsSpan().SequenceEqual(z2.shape))
            throw new ArgumentException(
                $"z1 and z2 must have the same shape (N, D), but z1 has {Describe(z1)} and z2 {Describe(z2)}.", nameof(z2));
    }

    private static void CheckMatrix(Tensor z, string name, int minimumRows = 1)
    {
        ArgumentNullException.ThrowIfNull(z, name);
        if (z.Dimensions != 2 || z.shape[0] < minimumRows || z.shape[1] < 1 || !z.is_floating_point())
            throw new ArgumentException(
                $"{name} must be a floating (N, D) with N at least {minimumRows}, but it is {z.dtype} {Describe(z)}.", name);
        using var scope = NewDisposeScope();
        if (!z.isfinite().all().ToBoolean())
            throw new ArgumentException($"{name} must have finite values, but it has NaN or infinite ones.", name);
    }

    private static string Describe(Tensor z) => $"({string.Join(", ", z.shape)})";
}

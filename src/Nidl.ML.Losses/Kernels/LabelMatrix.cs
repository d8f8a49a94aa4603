using static TorchSharp.torch;

namespace Nidl.ML.Losses;

/// <summary>Labels as a checked matrix: one row a sample, one column a variable.</summary>
internal static class LabelMatrix
{
    /// <summary>Returns a view (rows, variables) of labels (rows) or (rows, variables), after checking shape, type and values.</summary>
    public static Tensor From(Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.shape.Length is not (1 or 2) || labels.numel() == 0)
            throw new ArgumentException(
                $"labels must have shape (batch) or (batch, variables) and not be empty, but was {ShapeGuard.Shape(labels)}.",
                nameof(labels));
        if (labels.is_complex())
            throw new ArgumentException($"labels must hold real values, but its data type was {labels.dtype}.", nameof(labels));
        var matrix = Real(labels.shape.Length == 1 ? labels.unsqueeze(1) : labels); // (N, d)
        RequireFinite(matrix);
        return matrix;
    }

    /// <summary>Integers stay exact until their differences are taken, and those of small types would overflow.</summary>
    private static Tensor Real(Tensor labels) =>
        is_floating_point(labels.dtype) ? WorkingPrecision.Raise(labels) : labels.to(ScalarType.Int64);

    private static void RequireFinite(Tensor labels)
    {
        var finite = labels.isfinite().all(1); // (N)
        if (finite.all().item<bool>()) return;
        var row = finite.logical_not().nonzero()[0, 0].item<long>();
        throw new ArgumentException($"labels must be finite, but row {row} holds NaN or infinity.", nameof(labels));
    }
}

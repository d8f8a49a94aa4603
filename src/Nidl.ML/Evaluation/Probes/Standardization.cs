using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Brings columns to mean 0 and variance 1, as they were over the rows it was taken from. A column whose deviation there is only rounding
/// is constant and tells nothing: its deviation counts as 0, and whatever a new row has in it becomes 0.
/// </summary>
/// <param name="Mean">The mean of each column, (D).</param>
/// <param name="Deviation">The standard deviation, divided by N, of each column, (D); 0 where it is constant.</param>
internal sealed record Standardization(Tensor Mean, Tensor Deviation)
{
    /// <summary>Takes means and deviations in double precision from rows, (N, D).</summary>
    public static Standardization Of(Tensor rows)
    {
        using var scope = NewDisposeScope();
        var values = rows.to_type(ScalarType.Float64);
        var first = values.narrow(0, 0, 1); // (1, D)
        // Shifted by the first row, equal values are exactly 0, which their rounded mean would not make them.
        var shifted = values - first;
        var shift = shifted.mean([0L], keepdim: true); // (1, D)
        var deviation = (shifted - shift).square().mean([0L]).sqrt(); // (D)
        var isConstant = deviation.le(values.abs().amax([0L]) * RoundingOf(rows.dtype));
        return new((first + shift).squeeze(0).MoveToOuterDisposeScope(), deviation.masked_fill(isConstant, 0).MoveToOuterDisposeScope());
    }

    /// <summary>Moves each column to mean 0, constant ones to 0 exactly: (N, D) to (N, D).</summary>
    public Tensor Center(Tensor rows) => (rows - Mean).masked_fill(Deviation.eq(0), 0);

    /// <summary>Brings each column to mean 0 and variance 1, constant ones to 0: (N, D) to (N, D).</summary>
    public Tensor Standardize(Tensor rows) => Center(rows) / Divisor;

    /// <summary>Turns weights of standardized columns, (R, D), into weights of centered ones; constant columns get none.</summary>
    public Tensor Unscale(Tensor weights) => (weights / Divisor).masked_fill(Deviation.eq(0), 0);

    /// <summary>Gets what centered columns are multiplied with to be standardized, (D): 0 for constant ones.</summary>
    public Tensor Factor => (1 / Divisor).masked_fill(Deviation.eq(0), 0);

    private Tensor Divisor => Deviation.masked_fill(Deviation.eq(0), 1);

    // A column that jumps between neighboring numbers deviates by less than one unit in the last place, noise of a network by about two.
    private static double RoundingOf(ScalarType type) => 2 * torch.finfo(type == ScalarType.Float64 ? type : ScalarType.Float32).eps;
}

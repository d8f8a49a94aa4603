using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses;

/// <summary>The spread that rounding alone gives to values that are equal.</summary>
internal static class RoundingNoise
{
    /// <summary>
    /// Gets the standard deviation up to which a column counts as constant: two units in the last place of its largest value. A column that
    /// jumps between neighboring numbers deviates by less than one, noise of a network by about two.
    /// </summary>
    /// <param name="largest">The largest absolute value of each column, of the columns' type; integers are exact.</param>
    public static Tensor DeviationOf(Tensor largest) => largest * (is_floating_point(largest.dtype) ? 2 * finfo(largest.dtype).eps : 0);
}

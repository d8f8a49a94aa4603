using System.Globalization;

namespace Nidl.ML.Losses;

/// <summary>The same variance for every variable, whatever their number.</summary>
internal sealed class ScalarBandwidth(double variance) : Bandwidth
{
    private readonly double _variance = RangeGuard.Variance(variance, nameof(variance), "The bandwidth");

    public override bool IsRule => false;

    public override string ToString() => _variance.ToString(CultureInfo.InvariantCulture);

    internal override BandwidthRoots ForWidth(int width) =>
        BandwidthRoots.OfDiagonal([.. Enumerable.Repeat(Math.Sqrt(_variance), width)]);
}

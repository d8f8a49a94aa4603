using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses;

/// <summary>A diagonal covariance fitted on data: the variances of the labels times the square of a factor of their number and
/// width.</summary>
internal sealed class RuleOfThumbBandwidth(string name, Func<long, long, double> factor) : Bandwidth
{
    public override bool IsRule => true;

    public override string ToString() => name;

    internal override BandwidthRoots ForWidth(int width) =>
        throw new InvalidOperationException(
            $"The bandwidth rule {name} needs KernelMetric.Fit(labels) on the training labels before the first use.");

    internal override BandwidthRoots Fit(Tensor labels)
    {
        var (rows, width) = (labels.shape[0], labels.shape[1]);
        if (rows < 2)
            throw new ArgumentException(
                $"The bandwidth rule {name} needs labels (rows, variables) with at least 2 rows, but had {rows}.", nameof(labels));
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var scale = factor(rows, width);
        var shifted = (labels - labels.narrow(0, 0, 1)).cpu().to(ScalarType.Float64); // (n, d), a constant variable is exactly 0
        var deviations = shifted.std(0, unbiased: true); // (d)
        deviations = deviations.masked_fill(deviations.le(RoundingNoise.DeviationOf(labels.abs().amax(0)).cpu()), 0);
        return BandwidthRoots.OfDiagonal([.. deviations.data<double>().ToArray().Select(deviation => deviation * scale)]);
    }
}

using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Watches the learning rate and whether the projections collapse to a point: it writes both into the log after each epoch, and
/// a warning when the spread falls below a threshold. A training judges its projections by itself after epochs 2, 4, 8, ... and the last;
/// the monitor looks at each epoch, and its values are there for the program.
/// </summary>
/// <remarks>
/// The spread is that of SimSiam (Chen and He 2021, arXiv:2011.10566, figure 2): with u_i = z_i / |z_i| of the N rows of both views and D
/// values each, <c>spread = sqrt(D) * (1/D) * sum_d std_i(u_id)</c>, the standard deviation over the 2N rows (divided by 2N). It is 1
/// for rows spread evenly over the sphere and 0 for a collapse.
/// </remarks>
public sealed class CollapseMonitor : TrainingCallback
{
    /// <summary>The spread below which projections count as one point, unless another is asked for.</summary>
    internal const double LeastSpread = 0.1;

    private bool _warned;

    /// <summary>Creates the monitor.</summary>
    /// <param name="threshold">The spread below which it warns, in [0, 1). The default is 0.1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threshold"/> is outside [0, 1).</exception>
    public CollapseMonitor(double threshold = LeastSpread) => Threshold = Requires.InRange(threshold, 0, 1, nameof(threshold));

    /// <summary>Gets the spread below which it warns.</summary>
    public double Threshold { get; }

    /// <summary>Gets the spread at the last step it looked at; NaN before the first.</summary>
    public double Spread { get; private set; } = double.NaN;

    /// <inheritdoc/>
    public override void OnFitStart(TrainingState state) => (Spread, _warned) = (double.NaN, false);

    /// <inheritdoc/>
    public override void OnStepEnd(TrainingState state) => Spread = SpreadOf(state.Z1!, state.Z2!);

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingState state)
    {
        state.Info(FormattableString.Invariant(
            $"epoch {state.Epoch}: learning rate {state.LearningRate:G4}, spread of the projections {Spread:F3}"));
        if (Spread < Threshold && !_warned)
            state.Warning(string.Create(CultureInfo.InvariantCulture,
                $"The projections collapse: their spread is {Spread:F3} at the end of epoch {state.Epoch}, below {Threshold}; "
                + $"0 is a single point, 1 the whole sphere. Try a lower LearningRate, larger batches or stronger augmentations."));
        _warned = Spread < Threshold;
    }

    /// <summary>Computes the spread of projections, (N, D) each.</summary>
    internal static double SpreadOf(Tensor z1, Tensor z2)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var z = cat([z1, z2]).to_type(ScalarType.Float32); // (2N, D)
        var unit = nn.functional.normalize(z); // (2N, D)
        var deviation = unit.sub(unit.mean([0], keepdim: true)).square().mean([0]).sqrt(); // (D)
        return deviation.mean().ToDouble() * Math.Sqrt(z.shape[1]);
    }
}

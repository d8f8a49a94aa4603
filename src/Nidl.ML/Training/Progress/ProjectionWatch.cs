using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Judges a training by the projections of the last step of epochs 2, 4, 8, ... and of the whole run: how far they spread and how many
/// directions they use, and beside the loss what it would be by chance. It warns of a collapse to one point and of one to few directions.
/// </summary>
/// <remarks>
/// Looks become rare as the training grows, so that short epochs do not pay for them. There are none in the warm-up nor before step 100:
/// projections of fresh weights are close to one another.
/// </remarks>
/// <param name="objective">The method.</param>
/// <param name="length">The length of the whole run.</param>
/// <param name="accumulateBatches">The batches of a step, the last of which is judged.</param>
internal sealed class ProjectionWatch(Objective objective, TrainingLength length, int accumulateBatches) : TrainingCallback
{
    /// <summary>
    /// The effective rank below which projections of a method without labels or auxiliary variables count as a collapse to few directions.
    /// </summary>
    internal const double LeastRank = 3;

    internal const int FirstStep = 100;

    // More rows tell little more, and the time for the singular values grows with the square of the smaller side.
    private const int MostRows = 256;

    // A few rows, or projections of a few values, have few directions anyway.
    private const int FewestDirections = 4 * (int)LeastRank;

    private bool _hasExplained;
    private bool _hasWarnedOfCollapse;
    private bool _hasWarnedOfRank;

    public override void OnStepEnd(TrainingState state)
    {
        if (IsDue(state))
            Judge(state, state.Z1!, state.Z2!);
    }

    private bool IsDue(TrainingState state) =>
        state.Step >= Math.Max(FirstStep, length.WarmupSteps)
        && (state.Step == length.TotalSteps
            || (state.Step % state.StepsPerEpoch == 0 && state.Epoch >= 2 && int.IsPow2(state.Epoch)));

    private void Judge(TrainingState state, Tensor z1, Tensor z2)
    {
        using var scope = NewDisposeScope();
        var (rows, dimension) = (Math.Min(z1.shape[0], MostRows), z1.shape[1]);
        var (first, second) = (z1.narrow(0, 0, rows), z2.narrow(0, 0, rows)); // (rows, D) each
        var both = cat([first, second]).cpu();
        // The training checks its loss, which may leave out rows; a line of the log must not end it.
        if (!both.isfinite().all().ToBoolean())
            return;
        var (spread, rank) = (CollapseMonitor.SpreadOf(first, second), RankMe.Of(both));
        state.Info(string.Create(CultureInfo.InvariantCulture,
            $"epoch {state.Epoch}: effective rank of the projections {rank:F1} of {Math.Min(2 * rows, dimension)}, "
            + $"spread {spread:F3}{Chance(state, z1.shape[0])}"));
        WarnOfCollapse(state, spread);
        // Two classes or one variable may need no more.
        if (state.Auxiliary is null && Math.Min(rows, dimension) >= FewestDirections)
            WarnOfRank(state, rank);
    }

    // The loss is the mean over all batches of the step.
    private string Chance(TrainingState state, long batchSize)
    {
        if (accumulateBatches > 1 || objective.ChanceLoss(batchSize) is not { } chance)
            return "";
        var explanation = _hasExplained
            ? ""
            : " (a lower loss is no better embedding where augmentations, temperature or batch size differ)";
        _hasExplained = true;
        return string.Create(CultureInfo.InvariantCulture, $"; loss {state.Loss:F4}, by chance {chance:F4}{explanation}");
    }

    private void WarnOfCollapse(TrainingState state, double spread)
    {
        if (spread >= CollapseMonitor.LeastSpread || _hasWarnedOfCollapse)
            return;
        _hasWarnedOfCollapse = true;
        state.Warning(string.Create(CultureInfo.InvariantCulture,
            $"The projections of {objective.Method} are about one point after epoch {state.Epoch}: their spread is {spread:F3}, "
            + $"and should be above {CollapseMonitor.LeastSpread} (1 is the whole sphere); "
            + $"try another LearningRate, larger batches or other augmentations."));
    }

    private void WarnOfRank(TrainingState state, double rank)
    {
        if (rank >= LeastRank || _hasWarnedOfRank)
            return;
        _hasWarnedOfRank = true;
        state.Warning(string.Create(CultureInfo.InvariantCulture,
            $"The projections of {objective.Method} use few directions after epoch {state.Epoch}: their effective rank is {rank:F1}, "
            + $"and should be above {LeastRank}; "
            + $"the views may share a shortcut, such as brightness: try stronger augmentations, or a lower LearningRate."));
    }
}

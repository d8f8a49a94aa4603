using System.Globalization;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Judges a training by the projections of the last step of epochs 2, 4, 8, ... and of the whole run: how far they spread and how many
/// directions they use, and beside the loss what it would be by chance. It warns of a collapse to one point and of one to few directions.
/// </summary>
/// <remarks>
/// Looks become rare as the training grows, so that short epochs do not pay for them. There are none before step 100: projections of fresh
/// weights are close to one another.
/// </remarks>
/// <param name="objective">The method.</param>
/// <param name="totalSteps">The optimizer steps of the whole run.</param>
internal sealed class ProjectionWatch(Objective objective, long totalSteps) : TrainingCallback
{
    /// <summary>The spread below which projections count as one point: see <see cref="CollapseMonitor"/>.</summary>
    internal const double LeastSpread = 0.1;

    /// <summary>The effective rank below which projections of a method without labels count as a collapse to few directions.</summary>
    internal const double LeastRank = 3;

    internal const int FirstStep = 100;

    // More rows tell little more, and the time for the singular values grows with the square of the smaller side.
    private const int MostRows = 256;

    private bool _explained;
    private bool _warned;

    public override void OnStepEnd(TrainingState state)
    {
        if (IsDue(state))
            Judge(state, state.Z1!, state.Z2!);
    }

    private bool IsDue(TrainingState state) =>
        state.Step >= FirstStep
        && (state.Step == totalSteps || (state.Step % state.StepsPerEpoch == 0 && state.Epoch >= 2 && int.IsPow2(state.Epoch)));

    private void Judge(TrainingState state, Tensor z1, Tensor z2)
    {
        using var scope = NewDisposeScope();
        var rows = Math.Min(z1.shape[0], MostRows);
        var (first, second) = (z1.narrow(0, 0, rows), z2.narrow(0, 0, rows)); // (rows, D) each
        var spread = CollapseMonitor.SpreadOf(first, second);
        var rank = RankMe.Of(cat([first, second]).cpu());
        state.Info(string.Create(CultureInfo.InvariantCulture,
            $"epoch {state.Epoch}: effective rank of the projections {rank:F1} of {Math.Min(2 * rows, z1.shape[1])}, "
            + $"spread {spread:F3}{Chance(state, z1.shape[0])}"));
        Warn(state, spread, rank);
    }

    private string Chance(TrainingState state, long batchSize)
    {
        if (objective.ChanceLoss(batchSize) is not { } chance)
            return "";
        var explanation = _explained
            ? ""
            : " (a lower loss is no better embedding where augmentations, temperature or batch size differ)";
        _explained = true;
        return string.Create(CultureInfo.InvariantCulture, $"; loss {state.Loss:F4}, by chance {chance:F4}{explanation}");
    }

    private void Warn(TrainingState state, double spread, double rank)
    {
        if (_warned)
            return;
        var warning = spread < LeastSpread ? Collapse(state, spread)
            : rank < LeastRank && !objective.LearnsFromLabels ? FewDirections(state, rank)
            : null;
        if (warning is not null)
            state.Warning(warning);
        _warned = warning is not null;
    }

    private string Collapse(TrainingState state, double spread) => string.Create(CultureInfo.InvariantCulture,
        $"The projections of {objective.Method} have collapsed to about a point after epoch {state.Epoch}: their spread is {spread:F3}, "
        + $"and should be above {LeastSpread} (1 is the whole sphere); ")
        + "try a lower LearningRate, larger batches or other augmentations.";

    private string FewDirections(TrainingState state, double rank) => string.Create(CultureInfo.InvariantCulture,
        $"The projections of {objective.Method} use few directions after epoch {state.Epoch}: their effective rank is {rank:F1}, "
        + $"and should be above {LeastRank}; ")
        + "the views may share a shortcut, such as brightness: try stronger augmentations, or a lower LearningRate.";
}

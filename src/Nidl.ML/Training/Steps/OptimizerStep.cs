using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>One optimizer step: the mean gradient of the batches that it accumulates, clipped, and the update.</summary>
internal sealed class OptimizerStep(
    TrainingOptions options, IBatchSource batches, ViewPair views, Network network, TrainingStep gradient, optim.Optimizer optimizer, int seed)
{
    /// <summary>
    /// The outcome: where the epoch stands, the mean of the batches' losses, and projections and labels of the last batch in the caller's
    /// dispose scope. If the loss is not finite, nothing was updated and there is nothing else.
    /// </summary>
    public readonly record struct Outcome(EpochProgress Progress, double Loss, Tensor? Z1 = null, Tensor? Z2 = null, Tensor? Labels = null);

    /// <summary>Does the next step of an epoch.</summary>
    public Outcome Run(EpochProgress before, double learningRate)
    {
        using var scope = NewDisposeScope();
        foreach (var group in optimizer.ParamGroups)
            group.LearningRate = learningRate;
        network.ZeroGradients();
        var (after, last) = Accumulate(before);
        if (last is not { } batch)
            return new(before, after.LossSum);
        GradientClip.Apply(options, network.TrainedParameters);
        optimizer.step();
        var count = after.Batches - before.Batches;
        var (z1, z2) = (batch.Outcome.Z1.MoveToOuterDisposeScope(), batch.Outcome.Z2.MoveToOuterDisposeScope());
        return new(after, count == 1 ? batch.Outcome.Loss : (after.LossSum - before.LossSum) / count, z1, z2, batch.Labels?.MoveToOuterDisposeScope());
    }

    /// <summary>Adds the gradients of the step's batches; null for the last one, and its loss as the sum, if a loss is not finite.</summary>
    private (EpochProgress After, BatchOutcome? Last) Accumulate(EpochProgress progress)
    {
        var count = Math.Min(options.AccumulateBatches, batches.StepsPerEpoch - progress.Batches);
        BatchOutcome? last = null;
        for (var i = 0; i < count; i++)
        {
            var batch = RunBatch(progress.Epoch, progress.Batches, share: 1.0 / count);
            if (!double.IsFinite(batch.Outcome.Loss))
                return (progress with { LossSum = batch.Outcome.Loss }, null);
            progress = progress with { Batches = progress.Batches + 1, LossSum = progress.LossSum + batch.Outcome.Loss, Rows = progress.Rows + batch.Rows };
            last = batch;
        }
        return (progress, last);
    }

    private BatchOutcome RunBatch(int epoch, int batchOfEpoch, double share)
    {
        using var scope = NewDisposeScope();
        using var layers = new RandomSource(network.Device, seed, RandomPurpose.Layers, epoch, batchOfEpoch);
        using var randomness = LayerRandomness.Use(layers);
        var batch = batches.Read(batchOfEpoch);
        var (view1, view2) = views.Draw(batch.Features, batch.SecondView, seed, epoch, batchOfEpoch);
        var outcome = gradient.Run(view1, view2, batch.Labels, share);
        outcome.Z1.MoveToOuterDisposeScope();
        outcome.Z2.MoveToOuterDisposeScope();
        return new(outcome, batch.Labels?.MoveToOuterDisposeScope(), batch.Features.shape[0]);
    }

    private readonly record struct BatchOutcome(TrainingStep.Outcome Outcome, Tensor? Labels, long Rows);
}

using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>One optimizer step: the mean gradient of the batches that it accumulates, clipped, the update, and what follows it.</summary>
internal sealed class OptimizerStep(
    TrainingOptions options, IBatchSource batches, ViewPlan views, Network network, TrainingStep gradient, optim.Optimizer optimizer, int seed)
{
    /// <summary>
    /// The outcome: where the epoch stands, the mean of the batches' losses, and the last batch in the caller's dispose scope. If a loss is
    /// not finite, it is the outcome's, nothing was updated and there is no batch.
    /// </summary>
    public readonly record struct Outcome(EpochProgress Progress, double Loss, StepContext? Last = null);

    /// <summary>Does the next step of an epoch.</summary>
    /// <param name="before">Where the epoch stands.</param>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="progress">What is done of the whole training, from 0 to 1.</param>
    public Outcome Run(EpochProgress before, double learningRate, double progress)
    {
        using var scope = NewDisposeScope();
        foreach (var group in optimizer.ParamGroups)
            group.LearningRate = learningRate;
        network.ZeroGradients();
        var count = Math.Min(options.AccumulateBatches, batches.StepsPerEpoch - before.Batches);
        var (done, after, sum) = (new List<StepContext>(count), before, 0.0);
        while (done.Count < count)
        {
            var (loss, batch) = RunBatch(after, weight: 1.0 / count, progress);
            if (!double.IsFinite(loss))
                return new(before, loss);
            done.Add(batch);
            sum += loss;
            after = after with { Batches = after.Batches + 1, LossSum = after.LossSum + loss, Rows = after.Rows + batch.Z1.shape[0] };
        }
        GradientSum.Apply(options.Processes, network.EncodingParameters);
        GradientClip.Apply(options, network.TrainedParameters);
        optimizer.step();
        gradient.End(done);
        return new(after, sum / count, done[^1].MoveToOuterDisposeScope());
    }

    private TrainingStep.Outcome RunBatch(EpochProgress at, double weight, double progress)
    {
        using var scope = NewDisposeScope();
        var batch = batches.Read(at.Batches);
        using var epoch = new RandomSource(network.Device, seed, RandomPurpose.Layers, at.Epoch);
        using var layers = epoch.Skip(batch.FirstRow);
        using var randomness = LayerRandomness.Use(layers);
        var outcome = gradient.Run(views.Draw(batch.Features, batch.SecondView, seed, at.Epoch, batch.FirstRow), batch.Auxiliary, weight, progress);
        outcome.Batch.MoveToOuterDisposeScope();
        return outcome;
    }
}

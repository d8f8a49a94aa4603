using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>One optimizer step: the mean gradient of the batches that it accumulates, clipped, the update, and what follows it.</summary>
internal sealed class OptimizerStep(
    TrainingOptions options, IBatchSource batches, ViewPlan views, Network network, BatchGradient gradient, optim.Optimizer optimizer,
    int seed)
{
    /// <summary>
    /// The outcome: where the epoch stands, the mean of the batches' losses, and the last batch in the caller's dispose scope. If a loss is
    /// not finite, it is the outcome's, nothing was updated and there is no batch.
    /// </summary>
    public readonly record struct Outcome(EpochProgress Progress, double Loss, BatchContext? Last = null);

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
        var count = Math.Min(options.AccumulateBatches, batches.BatchesPerEpoch - before.Batches);
        var (done, after, sum) = (new List<BatchContext>(count), before, 0.0);
        while (done.Count < count)
        {
            using var ofBatch = NewDisposeScope();
            var rows = batches.Read(after.Batches);
            using var layers = LayerRandomness.UseBatch(network.Device, seed, after.Epoch, rows.FirstRow);
            var (loss, batch) = gradient.Add(Draw(rows, after.Epoch), rows.Auxiliary, weight: 1.0 / count, progress);
            if (!double.IsFinite(loss))
                return new(before, loss);
            done.Add(batch.MoveToOuterDisposeScope());
            (after, sum) = (after.After(loss, batch.Z1.shape[0]), sum + loss);
        }
        Update(done);
        return new(after, sum / count, done[^1].MoveToOuterDisposeScope());
    }

    private IReadOnlyList<Tensor> Draw(Batch rows, int epoch) => views.Draw(rows.Features, rows.SecondView, seed, epoch, rows.FirstRow);

    private void Update(IReadOnlyList<BatchContext> done)
    {
        GradientSum.Apply(options.Processes, network.EncodingParameters);
        GradientClip.Apply(options, network.TrainedParameters);
        optimizer.step();
        gradient.EndStep(done);
    }
}

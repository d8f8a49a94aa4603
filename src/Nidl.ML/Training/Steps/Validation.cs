using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Computes the loss on rows that are not trained on: the same views and batches each time, the network in evaluation mode.
/// </summary>
internal sealed class Validation(
    IBatchSource rows, ViewPlan views, Network network, BatchGradient gradient, int seed, CancellationToken token)
{
    private readonly int _seed = TrainingData.ValidationSeed(seed);

    /// <summary>Gets the number of batches.</summary>
    public int Batches => rows.BatchesPerEpoch;

    /// <summary>Gets the mean of the batches' losses.</summary>
    /// <param name="progress">What is done of the training, from 0 to 1.</param>
    /// <param name="onBatch">Called with the number of batches done after each.</param>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public double Run(double progress, Action<int> onBatch)
    {
        network.Evaluate();
        try
        {
            rows.BeginEpoch(epoch: 0, firstBatch: 0);
            var sum = 0.0;
            for (var i = 0; i < rows.BatchesPerEpoch; i++)
            {
                token.ThrowIfCancellationRequested();
                sum += Loss(i, progress);
                onBatch(i + 1);
            }
            return sum / rows.BatchesPerEpoch;
        }
        finally
        {
            network.Train();
        }
    }

    private double Loss(int i, double progress)
    {
        using var scope = NewDisposeScope();
        var batch = rows.Read(i);
        return gradient.Evaluate(views.Draw(batch.Features, batch.SecondView, _seed, epoch: 0, batch.FirstRow), batch.Auxiliary, progress);
    }
}

namespace Nidl.ML;

/// <summary>Where a training stands between two optimizer steps.</summary>
/// <param name="Step">The optimizer steps done.</param>
/// <param name="Loss">The loss of the last step.</param>
/// <param name="LearningRate">The learning rate of the last step.</param>
/// <param name="ValidationLoss">The loss of the last validation.</param>
/// <param name="Epochs">The finished epochs.</param>
/// <param name="Epoch">The epoch under way.</param>
internal sealed record TrainingPosition(
    long Step, double Loss, double LearningRate, double? ValidationLoss, IReadOnlyList<EpochResult> Epochs, EpochProgress Epoch);

/// <summary>How far an epoch has come.</summary>
/// <param name="Epoch">The epoch, counted from 0.</param>
/// <param name="Batches">The batches done.</param>
/// <param name="LossSum">The sum of their losses.</param>
/// <param name="Rows">Their rows.</param>
/// <param name="Seconds">The time they took.</param>
internal sealed record EpochProgress(int Epoch, int Batches = 0, double LossSum = 0, long Rows = 0, double Seconds = 0)
{
    /// <summary>Gets where the epoch stands after one more batch.</summary>
    public EpochProgress After(double loss, long rows) => this with { Batches = Batches + 1, LossSum = LossSum + loss, Rows = Rows + rows };
}

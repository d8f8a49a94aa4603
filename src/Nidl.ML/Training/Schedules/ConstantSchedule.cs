namespace Nidl.ML;

/// <summary>The same learning rate throughout.</summary>
public sealed record ConstantSchedule : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double LearningRateAt(long step, int epoch, TrainingLength length) => length.BaseLearningRate;
}

namespace Nidl.ML;

/// <summary>
/// The exception that is thrown when a training fails numerically: the loss of a batch, or a weight at the end of an epoch, is NaN or
/// infinite.
/// </summary>
public sealed class TrainingFailedException : InvalidOperationException
{
    internal TrainingFailedException(
        string message, int epoch, long step, double learningRate, string? lastCheckpoint = null) : base(message)
    {
        Epoch = epoch;
        Step = step;
        LearningRate = learningRate;
        LastCheckpoint = lastCheckpoint;
    }

    /// <summary>Gets the epoch, counted from 1.</summary>
    public int Epoch { get; }

    /// <summary>Gets the optimizer step since the start of the run, counted from 1.</summary>
    public long Step { get; }

    /// <summary>Gets the learning rate of the step.</summary>
    public double LearningRate { get; }

    /// <summary>Gets the path of the last checkpoint, from which the training can be resumed; null if there is none.</summary>
    public string? LastCheckpoint { get; }
}

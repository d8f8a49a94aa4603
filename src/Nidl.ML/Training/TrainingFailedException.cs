namespace Nidl.ML;

/// <summary>The exception that is thrown when a training goes numerically wrong: the loss of a batch is not finite.</summary>
public sealed class TrainingFailedException : InvalidOperationException
{
    internal TrainingFailedException(string message, int epoch, long step, double learningRate) : base(message)
    {
        Epoch = epoch;
        Step = step;
        LearningRate = learningRate;
    }

    /// <summary>Gets the epoch, counted from 1.</summary>
    public int Epoch { get; }

    /// <summary>Gets the optimizer step since the start of the run, counted from 1.</summary>
    public long Step { get; }

    /// <summary>Gets the learning rate of the step.</summary>
    public double LearningRate { get; }
}

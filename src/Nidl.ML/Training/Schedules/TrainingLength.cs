namespace Nidl.ML;

/// <summary>
/// The length of a run, in optimizer steps and epochs, as a schedule sees it; <see cref="TrainingOptions.MaximumSteps"/> shortens both.
/// </summary>
/// <param name="BaseLearningRate">The learning rate of the options.</param>
/// <param name="TotalSteps">The optimizer steps of the whole run.</param>
/// <param name="TotalEpochs">The epochs of the whole run; the last one may be cut.</param>
/// <param name="WarmupEpochs">The epochs of warm-up in force.</param>
public sealed record TrainingLength(double BaseLearningRate, long TotalSteps, int TotalEpochs, double WarmupEpochs)
{
    /// <summary>
    /// Gets the optimizer steps of warm-up in force. Unless given, they are that part of the steps which the warm-up is of the epochs.
    /// </summary>
    public long WarmupSteps { get; init; } = TotalEpochs == 0 ? 0 : (long)Math.Round(WarmupEpochs * TotalSteps / TotalEpochs);
}

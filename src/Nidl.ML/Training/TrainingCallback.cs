using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>What a callback sees of a running training, and how it stops it.</summary>
public sealed class TrainingState
{
    internal TrainingState(int numberOfEpochs, int stepsPerEpoch)
    {
        NumberOfEpochs = numberOfEpochs;
        StepsPerEpoch = stepsPerEpoch;
    }

    /// <summary>Gets the number of epochs of the run.</summary>
    public int NumberOfEpochs { get; }

    /// <summary>Gets the number of batches of one epoch.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>Gets the current epoch, counted from 1.</summary>
    public int Epoch { get; internal set; } = 1;

    /// <summary>Gets the number of optimizer steps done since the start of the run.</summary>
    public long Step { get; internal set; }

    /// <summary>Gets the loss of the last batch; NaN before the first.</summary>
    public double Loss { get; internal set; } = double.NaN;

    /// <summary>Gets the learning rate of the last step; NaN before the first.</summary>
    public double LearningRate { get; internal set; } = double.NaN;

    /// <summary>Gets the projections of the first views of the last batch, (N, D), detached; only valid during <see cref="TrainingCallback.OnStepEnd"/>.</summary>
    public Tensor? Z1 { get; internal set; }

    /// <summary>Gets the projections of the second views of the last batch, (N, D), detached; only valid during <see cref="TrainingCallback.OnStepEnd"/>.</summary>
    public Tensor? Z2 { get; internal set; }

    /// <summary>Gets the finished epochs, in order.</summary>
    public IReadOnlyList<EpochResult> Epochs => Results;

    /// <summary>Gets whether a callback has asked to stop.</summary>
    public bool IsStopRequested { get; private set; }

    internal List<EpochResult> Results { get; } = [];

    /// <summary>Ends the training after the current step; <c>Fit</c> then returns what was learnt so far.</summary>
    public void RequestStop() => IsStopRequested = true;
}

/// <summary>
/// Observes a training. Derive from it and override what is needed; an exception from a callback ends the training and reaches the caller of <c>Fit</c>.
/// </summary>
public abstract class TrainingCallback
{
    /// <summary>Called once, before the first step.</summary>
    /// <param name="state">The training.</param>
    public virtual void OnFitStart(TrainingState state)
    {
    }

    /// <summary>Called after every optimizer step.</summary>
    /// <param name="state">The training.</param>
    public virtual void OnStepEnd(TrainingState state)
    {
    }

    /// <summary>Called after every epoch.</summary>
    /// <param name="state">The training.</param>
    public virtual void OnEpochEnd(TrainingState state)
    {
    }

    /// <summary>Called once, after the last epoch; not if training ends by an exception.</summary>
    /// <param name="state">The training.</param>
    public virtual void OnFitEnd(TrainingState state)
    {
    }
}

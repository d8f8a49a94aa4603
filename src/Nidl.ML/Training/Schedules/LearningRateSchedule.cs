namespace Nidl.ML;

/// <summary>Gives the learning rate of each optimizer step, as a pure function of the step.</summary>
public abstract record LearningRateSchedule
{
    /// <summary>Gets whether the schedule starts with a warm-up, whose length <see cref="TrainingOptions.WarmupEpochs"/> gives.</summary>
    internal virtual bool HasWarmup => false;

    /// <summary>Gets the learning rate of an optimizer step.</summary>
    /// <param name="step">The optimizer step, counted from 0 over the whole run.</param>
    /// <param name="epoch">The epoch that the step belongs to, counted from 0.</param>
    /// <param name="length">The length of the run.</param>
    public abstract double LearningRateAt(long step, int epoch, TrainingLength length);
}

namespace Nidl.ML;

/// <summary>
/// Observes a training. Derive from it and override what is needed; an exception from a callback ends the training and reaches the caller
/// of <c>Fit</c>.
/// </summary>
public abstract class TrainingCallback
{
    /// <summary>Called once, before the first step; a resumed training shows where it stands.</summary>
    /// <param name="state">The training.</param>
    public virtual void OnFitStart(TrainingState state)
    {
    }

    /// <summary>Called after every optimizer step.</summary>
    /// <param name="state">The training.</param>
    public virtual void OnStepEnd(TrainingState state)
    {
    }

    /// <summary>Called after every validation, which is before the end of its epoch.</summary>
    /// <param name="state">The training.</param>
    public virtual void OnValidationEnd(TrainingState state)
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

namespace Nidl.ML;

/// <summary>Ends a training as <see cref="EarlyStopping"/> asks.</summary>
internal sealed class EarlyStopper(EarlyStopping options, TrainingMetric metric) : TrainingCallback
{
    /// <summary>Gets what it remembers.</summary>
    public BestEpoch Best { get; } = new(options.Metric ?? metric, options.MinimumDelta);

    // A resumed run may have ended for this reason before.
    public override void OnFitStart(TrainingState state)
    {
        if (Best.Seen.Waited >= options.Patience)
            state.RequestStop();
    }

    public override void OnEpochEnd(TrainingState state)
    {
        if (Best.Improves(state.Epochs[^1]) || Best.Seen.Waited < options.Patience)
            return;
        if (!state.IsStopRequested)
            state.Info($"early stopping: epoch {state.Epoch} is the last, the best was epoch {Best.Seen.Epoch}");
        state.RequestStop();
    }
}

namespace Nidl.ML;

/// <summary>
/// Says where and how often a training is saved. Each checkpoint is one file, <c>step-0000001200.checkpoint</c>, written beside its final
/// name, flushed to disk and renamed: a crash leaves whole files only.
/// </summary>
/// <remarks>
/// A checkpoint is written after an optimizer step or an epoch as soon as one of the intervals has passed, and at the end of the training,
/// also when it is canceled. If it cannot be written (the disk is full), the training goes on with a warning in the log and the
/// checkpoints before it are kept. A training that does not resume refuses a folder that has checkpoints already.
/// </remarks>
public sealed record CheckpointOptions
{
    /// <summary>Gets the folder, which is created; one for each training.</summary>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public required string Folder { get; init => field = Requires.NotEmpty(value); }

    /// <summary>Gets the number of epochs from one checkpoint to the next, at least 1; null turns it off. The default is 1.</summary>
    public int? EveryEpochs { get; init => field = Requires.AtLeast(value, 1); } = 1;

    /// <summary>Gets the number of optimizer steps from one checkpoint to the next, at least 1. The default, null, turns it off.</summary>
    public int? EverySteps { get; init => field = Requires.AtLeast(value, 1); }

    /// <summary>
    /// Gets the minutes from one checkpoint to the next, positive; looked at after every optimizer step. The default, null, turns it off.
    /// </summary>
    public double? EveryMinutes { get; init => field = Requires.Positive(value); }

    /// <summary>Gets the number of newest checkpoints that are kept, at least 1. The default is 3.</summary>
    public int KeepLast { get; init => field = Requires.AtLeast(value, 1); } = 3;

    /// <summary>
    /// Gets whether the state after the best epoch (lowest validation loss, or lowest loss without validation rows) is kept besides, as
    /// <c>best.checkpoint</c>.
    /// The default is false.
    /// </summary>
    public bool KeepBest { get; init; }
}

namespace Nidl.ML;

/// <summary>
/// Collects what TorchSharp leaves to the garbage collector at every step: the numbers of its operations and optimizers (<c>Scalar</c>),
/// small blocks of native memory, of AdamW alone more than 7 KB a step.
/// </summary>
/// <remarks>
/// TorchSharp 0.107.0 disposes few of them (its pull request 1434 would). They lie between the large blocks that a step frees, which then
/// do not fit the next step's, so that libtorch takes new memory at every step until the collector comes: rarely, since it sees small
/// objects alone. Equal trainings peaked at 420 to 571 MB for want of this, and at 347 to 353 with it (docs/performance.md).
/// </remarks>
/// <param name="clock">What the time is.</param>
internal sealed class StepGarbage(TimeProvider clock)
{
    // A collection of the youngest objects then takes about one of a hundred milliseconds.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private long _last = clock.GetTimestamp();

    /// <summary>Collects the youngest objects, unless it has done so within the last tenth of a second.</summary>
    public void Collect()
    {
        if (clock.GetElapsedTime(_last) < s_pause)
            return;
        GC.Collect(0, GCCollectionMode.Forced, blocking: true);
        _last = clock.GetTimestamp();
    }
}

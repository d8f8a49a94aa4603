namespace Nidl.ML;

/// <summary>Remembers the best value of a metric and how many epochs have passed since.</summary>
internal sealed class BestEpoch(TrainingMetric metric, double minimumDelta = 0)
{
    /// <summary>What is remembered, as it stands in a checkpoint.</summary>
    public sealed record Memory(double? Best, int Epoch, int Waited);

    /// <summary>Gets the best value, its epoch counted from 1, and the epochs with the metric since.</summary>
    public Memory Seen { get; private set; } = new(null, 0, 0);

    /// <summary>Restores what was remembered.</summary>
    public void Restore(Memory seen) => Seen = seen;

    /// <summary>Looks at a finished epoch.</summary>
    /// <returns>Whether it is the best so far; an epoch without the metric is not looked at.</returns>
    public bool Improves(EpochResult epoch)
    {
        var value = metric == TrainingMetric.Loss ? epoch.Loss : epoch.ValidationLoss;
        if (value is null)
            return false;
        // Not finite is never better.
        var better = double.IsFinite(value.Value) && (Seen.Best is null || value < Seen.Best - minimumDelta);
        Seen = better ? new(value, epoch.Epoch, 0) : Seen with { Waited = Seen.Waited + 1 };
        return better;
    }
}

namespace Microsoft.ML.Runtime;

/// <summary>Starts progress channels.</summary>
public interface IProgressChannelProvider
{
    /// <summary>A channel for the progress of one computation.</summary>
    IProgressChannel StartProgressChannel(string name);
}

/// <summary>Reports how far a computation is.</summary>
public interface IProgressChannel : IProgressChannelProvider, IDisposable
{
    /// <summary>What is reported, and how to ask for the present state.</summary>
    void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction);

    /// <summary>Reports values now: first the metrics, then the units, then the units' limits.</summary>
    void Checkpoint(params double?[] values);
}

/// <summary>The state of a computation.</summary>
public interface IProgressEntry
{
    /// <summary>How much of a unit is done.</summary>
    void SetProgress(int index, double value);

    /// <summary>How much of a unit is done, out of how much.</summary>
    void SetProgress(int index, double value, double lim);

    /// <summary>The present value of a metric.</summary>
    void SetMetric(int index, double value);
}

/// <summary>Names of the units and metrics of a progress report.</summary>
public sealed class ProgressHeader
{
    /// <summary>Units and metrics.</summary>
    public ProgressHeader(string[] metricNames, string[] unitNames)
    {
        MetricNames = metricNames ?? [];
        UnitNames = unitNames ?? [];
    }

    /// <summary>Units alone.</summary>
    public ProgressHeader(params string[] unitNames)
        : this(null, unitNames)
    {
    }

    /// <summary>The units, such as "epochs".</summary>
    public readonly IReadOnlyList<string> UnitNames;

    /// <summary>The metrics, such as "loss".</summary>
    public readonly IReadOnlyList<string> MetricNames;
}

namespace Microsoft.ML.Runtime;

/// <summary>A progress report as the listeners of the environment get it.</summary>
internal sealed record ProgressEvent(string Name, ProgressHeader Header, IReadOnlyList<double?> Metrics, IReadOnlyList<double?> Progress, IReadOnlyList<double?> Limits);

internal sealed class ProgressChannel(string name, Action<ProgressEvent> dispatch) : IProgressChannel
{
    private ProgressHeader _header = new([], []);
    private Action<IProgressEntry> _fill;
    private int _children;

    public void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction)
    {
        Contracts.CheckValue(header, nameof(header));
        Contracts.CheckValue(fillAction, nameof(fillAction));
        _header = header;
        _fill = fillAction;
    }

    public void Checkpoint(params double?[] values)
    {
        Contracts.CheckValue(values, nameof(values));
        int metrics = _header.MetricNames.Count, units = _header.UnitNames.Count;
        Contracts.CheckParam(values.Length <= metrics + (2 * units), nameof(values), "Too many values are provided in Checkpoint");
        var state = new Entry(_header);
        _fill?.Invoke(state);
        for (var i = 0; i < values.Length; i++)
        {
            if (i < metrics) state.Metrics[i] = values[i];
            else if (i < metrics + units) state.Progress[i - metrics] = values[i];
            else state.Limits[i - metrics - units] = values[i];
        }

        dispatch(new ProgressEvent(name, _header, state.Metrics, state.Progress, state.Limits));
    }

    public IProgressChannel StartProgressChannel(string child)
    {
        Contracts.CheckNonEmpty(child, nameof(child));
        return new ProgressChannel($"{name}[{++_children}] {child}", dispatch);
    }

    public void Dispose() => _fill = null;

    private sealed class Entry(ProgressHeader header) : IProgressEntry
    {
        public double?[] Metrics { get; } = new double?[header.MetricNames.Count];

        public double?[] Progress { get; } = new double?[header.UnitNames.Count];

        public double?[] Limits { get; } = new double?[header.UnitNames.Count];

        public void SetProgress(int index, double value) => Progress[index] = value;

        public void SetProgress(int index, double value, double lim)
        {
            Progress[index] = value;
            Limits[index] = double.IsNaN(lim) ? null : lim;
        }

        public void SetMetric(int index, double value) => Metrics[index] = value;
    }
}

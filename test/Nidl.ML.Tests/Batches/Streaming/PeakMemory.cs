namespace Nidl.ML.Tests.Streaming;

/// <summary>Watches by how much the process's memory, managed and native, grows.</summary>
internal sealed class PeakMemory : IDisposable
{
    private readonly Timer _timer;
    private long _peak;

    public PeakMemory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Start = _peak = Environment.WorkingSet;
        _timer = new Timer(_ => _peak = Math.Max(_peak, Environment.WorkingSet), null, 0, 10);
    }

    public long Start { get; }

    public long Growth => _peak - Start;

    public void Dispose() => _timer.Dispose();
}

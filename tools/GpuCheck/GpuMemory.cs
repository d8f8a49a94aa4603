using System.Globalization;

namespace Nidl.ML.GpuCheck;

/// <summary>Looks several times a second at the memory that a GPU has in use: TorchSharp does not say.</summary>
internal sealed class GpuMemory : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _end = new();
    private readonly Task _watch;
    private int _peak;

    public GpuMemory(string device) => _watch = device == "cpu" ? Task.CompletedTask : Task.Run(() => Watch(IndexOf(device)));

    public int? PeakMegabytes => _peak > 0 ? _peak : null;

    /// <summary>Gets the index in a device's name: 0 of "cuda", 1 of "cuda:1".</summary>
    public static int IndexOf(string device) =>
        device.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
            ? int.Parse(device.AsSpan(colon + 1), CultureInfo.InvariantCulture)
            : 0;

    public void Dispose()
    {
        _end.Cancel();
        _watch.Wait();
        _end.Dispose();
    }

    private void Watch(int index)
    {
        do
        {
            if (!int.TryParse(NvidiaSmi.Query("memory.used", index), CultureInfo.InvariantCulture, out var used))
                return;
            _peak = Math.Max(_peak, used);
        }
        while (!_end.Token.WaitHandle.WaitOne(s_interval));
    }
}

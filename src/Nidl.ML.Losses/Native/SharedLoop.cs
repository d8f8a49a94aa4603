using System.Runtime.ExceptionServices;

namespace Nidl.ML.Losses;

/// <summary>A loop whose turns several threads take until none is left, a few at a time.</summary>
internal sealed class SharedLoop(int count, int threads, Action<int> turn)
{
    // Few enough for all threads to end together, enough for them not to wait for the counter.
    private const int PartsOfAThread = 32;

    private readonly int _atOnce = Math.Max(1, count / (threads * PartsOfAThread));
    private ExceptionDispatchInfo? _failure;
    private long _taken;

    /// <summary>Takes turns on the calling thread until none is left or one has failed; throws nothing.</summary>
    public void TakeTurns()
    {
        try
        {
            while (_failure is null && Interlocked.Add(ref _taken, _atOnce) - _atOnce is var first && first < count)
            {
                for (var i = (int)first; i < Math.Min(first + _atOnce, count) && _failure is null; i++)
                    turn(i);
            }
        }
        catch (Exception failure) // of any type: nothing may be thrown through the native library whose thread this is
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(failure), null);
        }
    }

    /// <summary>Throws what a turn threw first, on the thread that waits for the loop.</summary>
    public void ThrowFailure() => _failure?.Throw();
}

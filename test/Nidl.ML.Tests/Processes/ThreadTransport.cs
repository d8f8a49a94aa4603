using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Nidl.ML.Tests.Processes;

/// <summary>Moves bytes and sums between threads of this process, each of which acts as a process of a group.</summary>
internal sealed class ThreadTransport : ITransport
{
    private readonly Meeting _meeting;

    private ThreadTransport(Meeting meeting, int rank) => (_meeting, Rank) = (meeting, rank);

    public int Rank { get; }

    public int Size => _meeting.Brought.Length;

    public bool TakesCudaAddresses => false;

    /// <summary>Runs a program as so many processes, and throws what the first that failed threw.</summary>
    public static void Run(int size, Action<ConnectedProcesses> program)
    {
        var meeting = new Meeting(size);
        var failures = new ExceptionDispatchInfo?[size];
        var threads = Enumerable.Range(0, size).Select(rank => new Thread(() =>
        {
            using var group = new ConnectedProcesses(new ThreadTransport(meeting, rank));
            try
            {
                program(group);
            }
            catch (Exception failure)
            {
                failures[rank] = ExceptionDispatchInfo.Capture(failure);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        foreach (var failure in failures)
            failure?.Throw();
    }

    public void Gather(ReadOnlySpan<byte> own, Span<byte> all)
    {
        var start = 0;
        foreach (var part in Bring(own))
        {
            part.CopyTo(all[start..]);
            start += part.Length;
        }
        _meeting.Wait();
    }

    public void Gather(ReadOnlySpan<byte> own, Span<byte> all, ReadOnlySpan<int> counts) => Gather(own, all);

    public void Sum(Span<float> values) => Sum(values, (sum, value) => sum + value);

    public void Sum(Span<double> values) => Sum(values, (sum, value) => sum + value);

    public void Broadcast(Span<byte> bytes, int from)
    {
        Bring(bytes)[from].CopyTo(bytes);
        _meeting.Wait();
    }

    public void Abort() => throw new InvalidOperationException("The group was aborted.");

    public void Dispose()
    {
    }

    private byte[][] Bring(ReadOnlySpan<byte> own)
    {
        _meeting.Brought[Rank] = own.ToArray();
        _meeting.Wait();
        return _meeting.Brought;
    }

    private void Sum<T>(Span<T> values, Func<T, T, T> add) where T : unmanaged
    {
        var brought = Bring(MemoryMarshal.AsBytes(values));
        values.Clear();
        foreach (var part in brought)
        {
            var numbers = MemoryMarshal.Cast<byte, T>(part);
            for (var i = 0; i < values.Length; i++)
                values[i] = add(values[i], numbers[i]);
        }
        _meeting.Wait();
    }

    private sealed class Meeting(int size)
    {
        private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(60);

        private readonly Barrier _barrier = new(size);

        public byte[][] Brought { get; } = new byte[size][];

        public void Wait()
        {
            if (!_barrier.SignalAndWait(s_longest))
                throw new TimeoutException("A process of the group did not come.");
        }
    }
}

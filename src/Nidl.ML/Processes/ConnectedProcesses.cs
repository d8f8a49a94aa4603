using System.Diagnostics;
using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// A group over a transport. Before each operation all processes greet each other: they say which operation they have come to. So whoever
/// comes to another one, ends or fails is noticed by all at the same point, and no process waits for another in vain.
/// </summary>
internal sealed class ConnectedProcesses(ITransport transport) : ProcessGroup
{
    private readonly Lock _lock = new();
    private ExceptionDispatchInfo? _deferred;
    private TimeSpan _waiting;
    private TimeSpan _messages;
    private bool _isTold;
    private bool _hasEnded;
    private bool _othersHaveEnded;

    public override int Rank => transport.Rank;

    public override int Size => transport.Size;

    public override ProcessTimes Times => new(_waiting, _messages);

    /// <summary>Gets whether this process has ended its part.</summary>
    public bool HasEnded => _hasEnded;

    /// <summary>Gets the bytes of a message, at most; lengths are ints.</summary>
    internal int LargestMessage { get; set; } = 1 << 30;

    public override void Dispose()
    {
        lock (_lock)
        {
            if (_hasEnded)
                return;
            while (!_hasEnded && !_othersHaveEnded)
                TryEnd();
            _hasEnded = true;
            transport.Dispose();
        }
    }

    internal override long[] Exchange(long value)
    {
        lock (_lock)
            return [.. Meet(ProcessOperation.Exchange, value).Select(greeting => greeting.Value)];
    }

    internal override string[] Exchange(string text)
    {
        lock (_lock)
        {
            var own = Encoding.UTF8.GetBytes(text);
            int[] lengths = [.. Meet(ProcessOperation.ExchangeTexts, own.Length).Select(greeting => (int)greeting.Value)];
            return Together(() =>
            {
                var all = new byte[lengths.Sum()];
                transport.Gather(own, all, lengths);
                var end = 0;
                return lengths.Select(length => Encoding.UTF8.GetString(all, (end += length) - length, length)).ToArray();
            });
        }
    }

    internal override GatheredRows Gather(Tensor rows)
    {
        lock (_lock)
        {
            var greetings = Meet(ProcessOperation.Gather, rows.shape[0], RowKind.Of(rows));
            var kind = Common(greetings);
            long[] counts = [.. greetings.Select(greeting => greeting.Value)];
            return new(Together(() => Gather(rows, kind, counts)), RowsOf(Rank, counts));
        }
    }

    internal override void Sum(Tensor values)
    {
        lock (_lock)
        {
            CheckLengths(Meet(ProcessOperation.Sum, values.numel()));
            Together(() => SumAll(values));
        }
    }

    internal override void Broadcast(Tensor values)
    {
        lock (_lock)
        {
            CheckLengths(Meet(ProcessOperation.Broadcast, values.numel()));
            Together(() =>
            {
                using var memory = new TensorMemory(values, transport.TakesCudaAddresses);
                Broadcast(memory, 0, values.numel(), values.ElementSize, from: 0);
                return memory.CopyBack();
            });
        }
    }

    internal override void Report(Exception failure)
    {
        lock (_lock)
        {
            var isTold = Interlocked.Exchange(ref _isTold, true);
            _deferred = null;
            if (isTold || _hasEnded || _othersHaveEnded)
                return;
            var message = Encoding.UTF8.GetBytes(failure.Message);
            var operation = failure is OperationCanceledException ? ProcessOperation.Cancel : ProcessOperation.Fail;
            Hear(Greet(new(operation, message.Length, 0)), message);
        }
    }

    internal override void Defer(Exception failure) => _deferred ??= ExceptionDispatchInfo.Capture(failure);

    private void TryEnd()
    {
        try
        {
            Meet(ProcessOperation.End, 0);
            _hasEnded = true;
        }
        catch (Exception failure) when (failure is ProcessFailedException or OperationCanceledException)
        {
            // Who has failed comes to its end as well.
        }
        catch (InvalidOperationException)
        {
            _othersHaveEnded = true;
        }
    }

    private Greeting[] Meet(ProcessOperation operation, long value, long kind = 0)
    {
        Interlocked.Exchange(ref _deferred, null)?.Throw();
        ObjectDisposedException.ThrowIf(_hasEnded, typeof(ProcessGroup));
        if (_othersHaveEnded)
            throw new InvalidOperationException("The group has ended in another process.");
        _isTold = false;
        var greetings = Greet(new(operation, value, kind));
        if (FirstToFail(greetings) is >= 0 and var failed)
            throw Told(Failure(greetings, failed));
        if (Array.FindIndex(greetings, greeting => greeting.Operation != operation) is >= 0 and var other)
            throw Told(Elsewhere(greetings, operation, other));
        return greetings;
    }

    private Greeting[] Greet(Greeting own)
    {
        var start = Stopwatch.GetTimestamp();
        var all = new Greeting[Size];
        transport.Gather(Greeting.Bytes([own]), Greeting.Bytes(all));
        _waiting += Stopwatch.GetElapsedTime(start);
        return all;
    }

    // The message of the first that fails or is canceled.
    private string Hear(Greeting[] greetings, byte[] own)
    {
        var failed = FirstToFail(greetings);
        var message = failed == Rank ? own : new byte[greetings[failed].Value];
        transport.Broadcast(message, failed);
        return Encoding.UTF8.GetString(message);
    }

    private static int FirstToFail(Greeting[] greetings) =>
        Array.FindIndex(greetings, greeting => greeting.Operation is ProcessOperation.Fail or ProcessOperation.Cancel);

    private Exception Failure(Greeting[] greetings, int failed)
    {
        var message = Hear(greetings, []);
        return greetings[failed].Operation == ProcessOperation.Fail
            ? new ProcessFailedException(failed, Size, message)
            : new OperationCanceledException(FormattableString.Invariant($"Process {failed} of {Size} was canceled: {message}"));
    }

    private InvalidOperationException Elsewhere(Greeting[] greetings, ProcessOperation operation, int other)
    {
        _othersHaveEnded = greetings.Any(greeting => greeting.Operation == ProcessOperation.End);
        return new(FormattableString.Invariant(
            $"Every process must come to the same operations in the same order, but process {other} came to {greetings[other].Operation} ")
            + FormattableString.Invariant($"and process {Rank} to {operation}."));
    }

    // Thrown in every process at once: there is nobody to tell.
    private Exception Told(Exception failure)
    {
        _isTold = true;
        return failure;
    }

    // Within an operation the others cannot be told.
    private T Together<T>(Func<T> message)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            return message();
        }
        catch (Exception failure)
        {
            Console.Error.WriteLine($"Process {Rank} of {Size} failed: {failure}");
            transport.Abort();
            throw;
        }
        finally
        {
            _messages += Stopwatch.GetElapsedTime(start);
        }
    }

    private long Common(Greeting[] greetings)
    {
        var known = Array.FindIndex(greetings, greeting => greeting.Value > 0);
        var other = Array.FindIndex(greetings, greeting => greeting.Value > 0 && greeting.Kind != greetings[known].Kind);
        return other < 0
            ? greetings[Math.Max(0, known)].Kind
            : throw Told(new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"The processes must give rows of one shape and type, "
                + $"but process {known} gave rows of {RowKind.Describe(greetings[known].Kind)} ")
                + FormattableString.Invariant($"and process {other} of {RowKind.Describe(greetings[other].Kind)}.")));
    }

    private void CheckLengths(Greeting[] greetings)
    {
        if (Array.FindIndex(greetings, greeting => greeting.Value != greetings[0].Value) is >= 0 and var other)
            throw Told(new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"The processes must give as many values each, but process 0 gave {greetings[0].Value} and process "
                + $"{other} {greetings[other].Value}.")));
    }

    private Tensor Gather(Tensor rows, long kind, long[] counts)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        // Whoever has no rows may have them in another shape.
        var shape = RowKind.Of(rows) == kind ? rows.shape : [0, RowKind.WidthOf(kind)];
        shape[0] = counts.Sum();
        var all = empty(shape, RowKind.TypeOf(kind), rows.device);
        var width = RowKind.WidthOf(kind);
        using var memory = new TensorMemory(all, transport.TakesCudaAddresses);
        if (all.numel() * all.ElementSize <= LargestMessage)
        {
            using var own = new TensorMemory(rows, transport.TakesCudaAddresses);
            int[] bytes = [.. counts.Select(count => (int)(count * width * all.ElementSize))];
            transport.Gather(own.Bytes(0, rows.numel()), memory.Bytes(0, all.numel()), bytes);
            memory.CopyBack();
            return all.MoveToOuterDisposeScope();
        }
        if (rows.shape[0] > 0)
            memory.Write(RowsOf(Rank, counts).Start * width, rows);
        for (var rank = 0; rank < Size; rank++)
            Broadcast(memory, RowsOf(rank, counts).Start * width, counts[rank] * width, all.ElementSize, rank);
        memory.CopyBack();
        return all.MoveToOuterDisposeScope();
    }

    private static RowShare RowsOf(int rank, long[] counts) => new(counts.Take(rank).Sum(), counts[rank]);

    private bool SumAll(Tensor values)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var isSingle = values.dtype == ScalarType.Float32;
        var working = isSingle || values.dtype == ScalarType.Float64 ? values : values.to_type(ScalarType.Float64);
        using var memory = new TensorMemory(working, transport.TakesCudaAddresses);
        foreach (var (start, count) in Windows(0, working.numel(), working.ElementSize))
        {
            if (isSingle)
                transport.Sum(memory.Values<float>(start, count));
            else
                transport.Sum(memory.Values<double>(start, count));
        }
        memory.CopyBack();
        if (!ReferenceEquals(working, values))
            values.copy_(working);
        return true;
    }

    private void Broadcast(TensorMemory memory, long start, long count, long elementSize, int from)
    {
        foreach (var window in Windows(start, count, elementSize))
            transport.Broadcast(memory.Bytes(window.Start, window.Count), from);
    }

    private IEnumerable<(long Start, long Count)> Windows(long start, long count, long elementSize)
    {
        var size = Math.Max(1, LargestMessage / elementSize);
        for (var done = 0L; done < count; done += size)
            yield return (start + done, Math.Min(size, count - done));
    }
}

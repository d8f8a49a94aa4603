using System.Diagnostics;
using System.Globalization;

namespace Nidl.ML;

/// <summary>Moves bytes and sums by the MPI library of this process.</summary>
internal sealed unsafe class MpiTransport : ITransport
{
    private const int Success = 0;
    private const int Serialized = 2; // MPI_THREAD_SERIALIZED, in both families

    private const int Spins = 50; // two microseconds
    private const int LargestStatus = 256; // bytes; those of the libraries have 20 to 40

    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(0.2);
    private static readonly TimeSpan s_long = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_lastWords = TimeSpan.FromMilliseconds(200);
    private static readonly Lock _lock = new();
    private static ConnectedProcesses? _group;

    private readonly MpiFunctions _mpi;
    private readonly MpiHandles _handles;
    private readonly bool _hasStarted;

    private MpiTransport(MpiLibrary library, MpiLauncher launcher)
    {
        (_mpi, _handles) = (new(library), MpiHandles.Of(library));
        _hasStarted = Start(library);
        int rank, size;
        Check(_mpi.Rank(_handles.World, &rank), "MPI_Comm_rank");
        Check(_mpi.Size(_handles.World, &size), "MPI_Comm_size");
        (Rank, Size) = (rank, size);
        if (launcher.Processes is { } started && started != size)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"The MPI library must be that of the launcher, but the launcher started {started} processes and "
                + $"{library} knows of {size}; ")
                + "give the file of the launcher's library.");
        TakesCudaAddresses = library.IsCudaAware;
        AppDomain.CurrentDomain.UnhandledException += AbortOn;
    }

    public int Rank { get; }

    public int Size { get; }

    public bool TakesCudaAddresses { get; }

    /// <summary>Gets the group of the processes that were started together, the same each time.</summary>
    public static ProcessGroup Connect(string? library)
    {
        lock (_lock)
        {
            if (_group is { HasEnded: false })
                return _group;
            var launcher = MpiLauncher.Of(Environment.GetEnvironmentVariable);
            return _group = new(new MpiTransport(MpiLibrary.Load(library, launcher, new SystemLibraries()), launcher));
        }
    }

    public void Gather(ReadOnlySpan<byte> own, Span<byte> all)
    {
        nint request;
        fixed (byte* from = own, to = all)
        {
            Check(
                _mpi.StartAllGather(from, own.Length, _handles.Bytes, to, own.Length, _handles.Bytes, _handles.World, &request),
                "MPI_Iallgather");
            Wait(&request);
        }
    }

    public void Gather(ReadOnlySpan<byte> own, Span<byte> all, ReadOnlySpan<int> counts)
    {
        var starts = new int[counts.Length];
        for (var i = 1; i < starts.Length; i++)
            starts[i] = starts[i - 1] + counts[i - 1];
        fixed (byte* from = own, to = all)
        fixed (int* lengths = counts, places = starts)
            Check(_mpi.AllGatherV(from, own.Length, _handles.Bytes, to, lengths, places, _handles.Bytes, _handles.World), "MPI_Allgatherv");
    }

    public void Sum(Span<float> values)
    {
        fixed (float* at = values)
            Sum(at, values.Length, _handles.Single);
    }

    public void Sum(Span<double> values)
    {
        fixed (double* at = values)
            Sum(at, values.Length, _handles.Double);
    }

    public void Broadcast(Span<byte> bytes, int from)
    {
        fixed (byte* at = bytes)
            Check(_mpi.Broadcast(at, bytes.Length, _handles.Bytes, from, _handles.World), "MPI_Bcast");
    }

    public void Abort()
    {
        // The launcher hears of it by another way than of what was written, and then drops what it has not read.
        Thread.Sleep(s_lastWords);
        _mpi.Abort(_handles.World, 1);
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.UnhandledException -= AbortOn;
        if (_hasStarted)
            Check(_mpi.End(), "MPI_Finalize");
    }

    // Whether MPI was started here, and not by another library of the program.
    private bool Start(MpiLibrary library)
    {
        int isStarted, isEnded;
        Check(_mpi.Initialized(&isStarted), "MPI_Initialized");
        Check(_mpi.Finalized(&isEnded), "MPI_Finalized");
        if (isEnded != 0)
            throw new InvalidOperationException("MPI can be started once in a process, but it has been ended in this one.");
        if (isStarted != 0)
            return false;
        int threads;
        Check(_mpi.InitThread(null, null, Serialized, &threads), "MPI_Init_thread");
        return threads >= Serialized
            ? true
            : throw new InvalidOperationException(
                $"ProcessGroup.Mpi needs an MPI library that threads may call in turn (MPI_THREAD_SERIALIZED), but {library} allows less.");
    }

    // The libraries wait by looking without a pause. Here the greetings wait for processes that still compute: pauses leave them the
    // execution units, where two threads share a core, and after a while the core.
    private void Wait(nint* request)
    {
        var start = Stopwatch.GetTimestamp();
        while (!IsDone(request))
        {
            Thread.SpinWait(Spins);
            var waited = Stopwatch.GetElapsedTime(start);
            if (waited > s_long)
                Thread.Sleep(1);
            else if (waited > s_short)
                Thread.Yield();
        }
    }

    private bool IsDone(nint* request)
    {
        int isDone;
        var status = stackalloc byte[LargestStatus];
        Check(_mpi.Test(request, &isDone, status), "MPI_Test");
        return isDone != 0;
    }

    private void Sum(void* values, int count, nint type) =>
        Check(_mpi.AllReduce((void*)_handles.InPlace, values, count, type, _handles.Sum, _handles.World), "MPI_Allreduce");

    // The launcher ends the others when a process of its own crashes; srun does so only if it is told to.
    private void AbortOn(object sender, UnhandledExceptionEventArgs failure)
    {
        Console.Error.WriteLine(FormattableString.Invariant($"Process {Rank} of {Size} failed: {failure.ExceptionObject}"));
        Abort();
    }

    // By default the library ends the processes itself.
    private static void Check(int code, string function)
    {
        if (code != Success)
            throw new InvalidOperationException(FormattableString.Invariant($"{function} failed with code {code}."));
    }
}

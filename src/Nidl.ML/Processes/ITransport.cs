namespace Nidl.ML;

/// <summary>
/// Moves bytes and sums between processes. Each operation is one of all processes; its sizes agree. Used by one thread at a time.
/// </summary>
internal interface ITransport : IDisposable
{
    /// <summary>Gets the number of this process, from 0.</summary>
    int Rank { get; }

    /// <summary>Gets the number of processes.</summary>
    int Size { get; }

    /// <summary>Gets whether addresses on a CUDA device can be given as well.</summary>
    bool TakesCudaAddresses { get; }

    /// <summary>Puts together as many bytes of each process.</summary>
    void Gather(ReadOnlySpan<byte> own, Span<byte> all);

    /// <summary>Puts together bytes of each process, <paramref name="counts"/> many.</summary>
    void Gather(ReadOnlySpan<byte> own, Span<byte> all, ReadOnlySpan<int> counts);

    /// <summary>Adds up values of all processes, in place.</summary>
    void Sum(Span<float> values);

    /// <summary>Adds up values of all processes, in place.</summary>
    void Sum(Span<double> values);

    /// <summary>Overwrites bytes with those of a process.</summary>
    void Broadcast(Span<byte> bytes, int from);

    /// <summary>Ends all processes at once.</summary>
    void Abort();
}

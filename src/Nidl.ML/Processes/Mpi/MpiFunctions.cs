namespace Nidl.ML;

/// <summary>
/// The functions of MPI's interface for C that are used. A handle is an int in MPICH's family and an address in Open MPI's: either fits
/// into the register of a <see langword="nint"/>, of which the callee reads what it needs.
/// </summary>
internal sealed unsafe class MpiFunctions(MpiLibrary library)
{
    public readonly delegate* unmanaged<int*, int> Initialized = (delegate* unmanaged<int*, int>)library.Export("MPI_Initialized");
    public readonly delegate* unmanaged<int*, int> Finalized = (delegate* unmanaged<int*, int>)library.Export("MPI_Finalized");
    public readonly delegate* unmanaged<int*, byte***, int, int*, int> InitThread =
        (delegate* unmanaged<int*, byte***, int, int*, int>)library.Export("MPI_Init_thread");
    public readonly delegate* unmanaged<int> End = (delegate* unmanaged<int>)library.Export("MPI_Finalize");
    public readonly delegate* unmanaged<nint, int, int> Abort = (delegate* unmanaged<nint, int, int>)library.Export("MPI_Abort");
    public readonly delegate* unmanaged<nint, int*, int> Rank = (delegate* unmanaged<nint, int*, int>)library.Export("MPI_Comm_rank");
    public readonly delegate* unmanaged<nint, int*, int> Size = (delegate* unmanaged<nint, int*, int>)library.Export("MPI_Comm_size");
    public readonly delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int> StartAllGather =
        (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int>)library.Export("MPI_Iallgather");
    public readonly delegate* unmanaged<nint*, int*, void*, int> Test =
        (delegate* unmanaged<nint*, int*, void*, int>)library.Export("MPI_Test");
    public readonly delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, nint, int> AllGatherV =
        (delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, nint, int>)library.Export("MPI_Allgatherv");
    public readonly delegate* unmanaged<void*, void*, int, nint, nint, nint, int> AllReduce =
        (delegate* unmanaged<void*, void*, int, nint, nint, nint, int>)library.Export("MPI_Allreduce");
    public readonly delegate* unmanaged<void*, int, nint, int, nint, int> Broadcast =
        (delegate* unmanaged<void*, int, nint, int, nint, int>)library.Export("MPI_Bcast");
}

namespace Nidl.ML;

/// <summary>
/// The families of MPI libraries. They differ in what a handle is: Open MPI's are addresses of exported objects, MPICH's are numbers.
/// </summary>
internal enum MpiFamily
{
    /// <summary>Open MPI.</summary>
    OpenMpi,

    /// <summary>MPICH, Intel MPI, MVAPICH, Cray MPICH and Microsoft MPI, whose numbers are those of MPICH.</summary>
    Mpich,
}

namespace Nidl.ML;

/// <summary>What the constants of MPI's interface are in a family.</summary>
/// <param name="World">MPI_COMM_WORLD.</param>
/// <param name="Bytes">MPI_BYTE.</param>
/// <param name="Single">MPI_FLOAT.</param>
/// <param name="Double">MPI_DOUBLE.</param>
/// <param name="Sum">MPI_SUM.</param>
/// <param name="InPlace">MPI_IN_PLACE.</param>
internal sealed record MpiHandles(nint World, nint Bytes, nint Single, nint Double, nint Sum, nint InPlace)
{
    /// <summary>Gets those of a library.</summary>
    public static MpiHandles Of(MpiLibrary library) => library.Family == MpiFamily.Mpich
        ? new(0x44000000, 0x4c00010d, 0x4c00040a, 0x4c00080b, 0x58000003, -1)
        : new(
            library.Export("ompi_mpi_comm_world"), library.Export("ompi_mpi_byte"), library.Export("ompi_mpi_float"),
            library.Export("ompi_mpi_double"), library.Export("ompi_mpi_op_sum"), 1);
}

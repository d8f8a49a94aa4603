namespace Nidl.ML;

/// <summary>An MPI library that is loaded.</summary>
internal sealed class MpiLibrary
{
    // Linux, macOS, Windows; of those of other systems none loads.
    private static readonly string[] _names =
        ["libmpi.so.40", "libmpich.so.12", "libmpi.so.12", "libmpi.40.dylib", "libmpi.12.dylib", "msmpi.dll", "impi.dll"];

    private readonly INativeLibraries _system;
    private readonly nint _handle;

    private MpiLibrary(string name, MpiFamily family, INativeLibraries system, nint handle) =>
        (Name, Family, _system, _handle) = (name, family, system, handle);

    /// <summary>Gets the file's name.</summary>
    public string Name { get; }

    public MpiFamily Family { get; }

    /// <summary>Gets whether the library says that it takes addresses on a CUDA device.</summary>
    public unsafe bool IsCudaAware =>
        _system.TryGetExport(_handle, "MPIX_Query_cuda_support", out var address) && ((delegate* unmanaged<int>)address)() == 1;

    /// <summary>Loads the library of what started this process, or the only one that is there.</summary>
    /// <param name="name">The library's file; null looks for one by the usual names.</param>
    /// <param name="launcher">What started this process.</param>
    /// <param name="system">Where libraries are.</param>
    /// <exception cref="DllNotFoundException">There is none.</exception>
    /// <exception cref="InvalidOperationException">It is of another family than the launcher, is none, or there are several.</exception>
    public static MpiLibrary Load(string? name, MpiLauncher launcher, INativeLibraries system)
    {
        var found = new List<MpiLibrary>();
        foreach (var candidate in name is null ? _names : [name])
        {
            if (!system.TryLoad(candidate, out var handle))
                continue;
            var library = new MpiLibrary(candidate, FamilyOf(candidate, system, handle), system, handle);
            if (library.Family == launcher.Family)
                return library;
            found.Add(library);
        }
        return Choose(found, name, launcher);
    }

    /// <summary>Gets the address of what the library exports.</summary>
    /// <exception cref="EntryPointNotFoundException">It does not.</exception>
    public nint Export(string name) => _system.TryGetExport(_handle, name, out var address)
        ? address
        : throw new EntryPointNotFoundException($"ProcessGroup.Mpi needs '{name}' of the MPI library, but '{Name}' does not export it.");

    public override string ToString() => $"'{Name}' ({NameOf(Family)})";

    private static MpiLibrary Choose(List<MpiLibrary> found, string? name, MpiLauncher launcher)
    {
        if (found.Count == 0)
            throw new DllNotFoundException(name is null
                ? $"ProcessGroup.Mpi needs an MPI library, but none of {string.Join(", ", _names)} can be loaded; "
                    + "install Open MPI or MPICH, or give the library's file."
                : $"ProcessGroup.Mpi needs an MPI library, but '{name}' cannot be loaded.");
        if (launcher.Family is { } family)
            throw new InvalidOperationException(
                $"The MPI library must be that of the launcher, but {NameOf(family)} started this process and the library is "
                + $"{string.Join(" or ", found)}; start it with the launcher of that library, or install {NameOf(family)}'s.");
        return found.DistinctBy(library => library.Family).Count() == 1
            ? found[0]
            : throw new InvalidOperationException(
                $"The MPI library must be that of the launcher, but nothing tells which it is of {string.Join(", ", found)}; "
                + "give its file, for example ProcessGroup.Mpi(\"" + found[0].Name + "\").");
    }

    private static MpiFamily FamilyOf(string name, INativeLibraries system, nint handle)
    {
        if (system.TryGetExport(handle, "ompi_mpi_comm_world", out _))
            return MpiFamily.OpenMpi;
        return system.TryGetExport(handle, "MPI_Init_thread", out _)
            ? MpiFamily.Mpich
            : throw new InvalidOperationException(
                $"ProcessGroup.Mpi needs an MPI library, but '{name}' is none: it does not export MPI_Init_thread.");
    }

    private static string NameOf(MpiFamily family) => family == MpiFamily.OpenMpi ? "Open MPI" : "MPICH";
}

namespace Nidl.ML.Tests.Processes;

[TestClass]
public sealed class MpiLibraryTests
{
    private const string Open = "libmpi.so.40";
    private const string Mpich = "libmpich.so.12";

    private static readonly MpiLauncher Nothing = new(null, null);
    private static readonly MpiLauncher OpenMpirun = new(MpiFamily.OpenMpi, 2);
    private static readonly MpiLauncher Hydra = new(MpiFamily.Mpich, 2);

    [TestMethod]
    [DataRow(Open)]
    [DataRow(Mpich)]
    public void Load_OneLibrary_IsTold(string name)
    {
        var library = MpiLibrary.Load(name, Nothing, Libraries.With(name));
        Assert.AreEqual(name, library.Name);
        Assert.AreEqual(name == Open ? MpiFamily.OpenMpi : MpiFamily.Mpich, library.Family);
    }

    [TestMethod]
    public void Load_SeveralLibraries_TakesTheLaunchers()
    {
        var both = Libraries.With(Open, Mpich);
        Assert.AreEqual(Open, MpiLibrary.Load(null, OpenMpirun, both).Name);
        Assert.AreEqual(Mpich, MpiLibrary.Load(null, Hydra, both).Name);
        Assert.AreEqual("libmpi.so.12", MpiLibrary.Load(null, Hydra, Libraries.With(Open, "libmpi.so.12")).Name);
    }

    [TestMethod]
    public void Load_SeveralLibrariesAndNoLauncher_AsksWhich()
    {
        var failure = Assert.ThrowsExactly<InvalidOperationException>(() => MpiLibrary.Load(null, Nothing, Libraries.With(Open, Mpich)));
        Assert.AreEqual(
            "The MPI library must be that of the launcher, but nothing tells which it is of 'libmpi.so.40' (Open MPI), "
            + "'libmpich.so.12' (MPICH); "
            + "give its file, for example ProcessGroup.Mpi(\"libmpi.so.40\").",
            failure.Message);
    }

    [TestMethod]
    public void Load_LauncherOfAnotherFamily_IsRefused()
    {
        var failure = Assert.ThrowsExactly<InvalidOperationException>(() => MpiLibrary.Load(Mpich, OpenMpirun, Libraries.With(Mpich)));
        Assert.AreEqual(
            "The MPI library must be that of the launcher, but Open MPI started this process and the library is 'libmpich.so.12' (MPICH); "
            + "start it with the launcher of that library, or install Open MPI's.",
            failure.Message);
    }

    [TestMethod]
    public void Load_NoLibrary_SaysWhatToInstall()
    {
        var failure = Assert.ThrowsExactly<DllNotFoundException>(() => MpiLibrary.Load(null, Nothing, Libraries.With()));
        StringAssert.Contains(failure.Message, "install Open MPI or MPICH, or give the library's file.");
        failure = Assert.ThrowsExactly<DllNotFoundException>(() => MpiLibrary.Load("mine.so", Nothing, Libraries.With(Open)));
        Assert.AreEqual("ProcessGroup.Mpi needs an MPI library, but 'mine.so' cannot be loaded.", failure.Message);
    }

    [TestMethod]
    public void Load_OtherLibrary_IsRefused()
    {
        var failure = Assert.ThrowsExactly<InvalidOperationException>(() => MpiLibrary.Load("libm.so", Nothing, Libraries.With("libm.so")));
        Assert.AreEqual(
            "ProcessGroup.Mpi needs an MPI library, but 'libm.so' is none: it does not export MPI_Init_thread.", failure.Message);
    }

    [TestMethod]
    public void Handles_EachFamily_AreNumbersOrExports()
    {
        Assert.AreEqual(0x44000000, MpiHandles.Of(MpiLibrary.Load(Mpich, Nothing, Libraries.With(Mpich))).World);
        var open = MpiLibrary.Load(Open, Nothing, Libraries.With(Open));
        Assert.AreEqual(open.Export("ompi_mpi_comm_world"), MpiHandles.Of(open).World);
        Assert.AreNotEqual(open.Export("ompi_mpi_float"), open.Export("ompi_mpi_double"));
    }

    [TestMethod]
    public void Export_Missing_NamesTheLibrary()
    {
        var library = MpiLibrary.Load(Mpich, Nothing, Libraries.With(Mpich));
        var failure = Assert.ThrowsExactly<EntryPointNotFoundException>(() => library.Export("MPI_Allgatherv"));
        Assert.AreEqual(
            "ProcessGroup.Mpi needs 'MPI_Allgatherv' of the MPI library, but 'libmpich.so.12' does not export it.", failure.Message);
    }

    [TestMethod]
    [DataRow("OMPI_COMM_WORLD_SIZE=4", "OpenMpi", 4)]
    [DataRow("PMI_SIZE=2", "Mpich", 2)]
    [DataRow("PMI_SIZE=2 SLURM_PROCID=0", null, 2)]
    [DataRow("SLURM_PROCID=0 SLURM_STEP_NUM_TASKS=8", null, 8)]
    [DataRow("OMPI_COMM_WORLD_SIZE=4 SLURM_STEP_NUM_TASKS=1", "OpenMpi", 4)]
    [DataRow("HOME=1", null, null)]
    public void Launcher_Environment_Tells(string variables, string? family, int? processes)
    {
        var environment = variables.Split(' ').Select(variable => variable.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.AreEqual(
            new MpiLauncher(family is null ? null : Enum.Parse<MpiFamily>(family), processes),
            MpiLauncher.Of(environment.GetValueOrDefault));
    }

    private sealed class Libraries(string[] names) : INativeLibraries
    {
        private static readonly string[] s_mpich = ["MPI_Init_thread"];
        private static readonly string[] s_open =
            [.. s_mpich, "ompi_mpi_comm_world", "ompi_mpi_byte", "ompi_mpi_float", "ompi_mpi_double", "ompi_mpi_op_sum"];

        public static Libraries With(params string[] names) => new(names);

        public bool TryLoad(string name, out nint library)
        {
            library = Array.IndexOf(names, name) + 1;
            return library > 0;
        }

        public bool TryGetExport(nint library, string name, out nint address)
        {
            var file = names[library - 1];
            address = Array.IndexOf(file == Open ? s_open : file.Contains("mpi", StringComparison.Ordinal) ? s_mpich : [], name) + 1;
            return address > 0;
        }
    }
}

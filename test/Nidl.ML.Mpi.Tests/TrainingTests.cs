using Nidl.ML.Tests;

namespace Nidl.ML.Mpi.Tests;

[TestClass]
public sealed class TrainingTests
{
    public static IEnumerable<object[]> Groups =>
        from family in Launcher.Families from size in new[] { 2, 4 } select new object[] { family, size };

    [TestMethod]
    [DynamicData(nameof(Groups))]
    public void Step_EveryMethod_HasTheGradientOfOneProcess(string family, int size) => Launcher.Of(family).Run(size, "StepGradients");

    [TestMethod]
    [DynamicData(nameof(Groups))]
    public void Step_InBFloat16WithStatisticsOfAll_HasTheGradientOfOneProcess(string family, int size) =>
        Launcher.Of(family).Run(size, "BFloat16Steps");

    [TestMethod]
    [DynamicData(nameof(Groups))]
    public void Fit_EveryMethod_IsThatOfOneProcess(string family, int size) => Launcher.Of(family).Run(size, "Trainings");

    [TestMethod]
    [DynamicData(nameof(Groups))]
    public void Fit_CancelStopOrFailureOfOneProcess_EndsAll(string family, int size)
    {
        using var folder = new TemporaryFolder();
        Launcher.Of(family).Run(size, "Interruptions", folder.Path);
    }

    [TestMethod]
    [DataRow("MPICH")]
    [DataRow("Open MPI")]
    public void Fit_ThousandSteps_HoldsNoMoreMemory(string family) => Launcher.Of(family).Run(2, "Memory");
}

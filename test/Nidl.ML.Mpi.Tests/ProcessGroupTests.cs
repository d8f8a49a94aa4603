namespace Nidl.ML.Mpi.Tests;

[TestClass]
public sealed class ProcessGroupTests
{
    public static IEnumerable<object[]> Families => Launcher.Families.Select(family => new object[] { family });

    [TestMethod]
    [DynamicData(nameof(Families))]
    public void Operations_TwoAndFourProcesses_DoWhatTheySay(string family)
    {
        foreach (var size in new[] { 2, 4 })
        {
            var output = Launcher.Of(family).Run(size, "Operations");
            for (var rank = 0; rank < size; rank++)
                StringAssert.Contains(output, $"process {rank} of {size} has ended well");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Families))]
    public void Mpi_OneProcess_IsAGroupOfOne(string family) =>
        StringAssert.Contains(Launcher.Of(family).Run(1, "Operations"), "process 0 of 1 has ended well");

    [TestMethod]
    [DynamicData(nameof(Families))]
    public void Mpi_CalledAgain_GivesTheSameGroup(string family) => Launcher.Of(family).Run(2, "Twice");

    [TestMethod]
    [DynamicData(nameof(Families))]
    public void Crash_OfOneProcess_EndsAllWithItsMessage(string family)
    {
        var outcome = Launcher.Of(family).RunToEnd(2, "Crash");
        Assert.AreNotEqual(0, outcome.ExitCode);
        StringAssert.Contains(outcome.Output, "Process 1 of 2 failed: System.InvalidOperationException: process 1 crashes here");
        Assert.IsLessThan(30, outcome.Duration.TotalSeconds);
    }

    [TestMethod]
    [DynamicData(nameof(Families))]
    public void End_OfOneProcess_ReachesTheOthers(string family)
    {
        var outcome = Launcher.Of(family).RunToEnd(2, "Leave");
        Assert.AreNotEqual(0, outcome.ExitCode);
        StringAssert.Contains(outcome.Output, "process 1 came to End and process 0 to Exchange");
        Assert.IsLessThan(30, outcome.Duration.TotalSeconds);
    }
}

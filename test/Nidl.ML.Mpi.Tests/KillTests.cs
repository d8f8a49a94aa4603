using System.Diagnostics;
using System.Globalization;
using Nidl.ML.Tests;

namespace Nidl.ML.Mpi.Tests;

[TestClass]
public sealed class KillTests
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    [TestMethod]
    [DataRow("MPICH")]
    [DataRow("Open MPI")]
    public void Kill_OfOneProcess_EndsTheOthersAndLosesNoWholeCheckpoint(string family)
    {
        using var folder = new TemporaryFolder();
        var launcher = Launcher.Of(family);
        foreach (var step in new[] { 20, 40 })
            RunAndKill(launcher, folder, step);
        Assert.IsNotEmpty(Directory.GetFiles(folder.Path, "*.checkpoint"));
        Launcher.Of(family).Run(2, "AfterKill", folder.Path);
    }

    // Kills the process that writes no checkpoints: the other one may be writing.
    private static void RunAndKill(Launcher launcher, TemporaryFolder folder, int atStep)
    {
        File.Delete(folder["process-1.txt"]);
        using var running = launcher.Start(2, "UntilKilled", folder.Path);
        using var victim = Process.GetProcessById(WaitForStep(folder["process-1.txt"], atStep, running.Output));
        victim.Kill();
        var clock = Stopwatch.StartNew();
        Assert.IsTrue(running.Output.Wait(s_longest), "the other process did not end");
        Assert.AreNotEqual(0, running.ExitCode, running.Output.Result);
        Assert.IsNotEmpty(running.Output.Result);
        Console.WriteLine($"the other process ended {clock.Elapsed.TotalSeconds:F1} s after the kill: {running.Output.Result}");
    }

    // Gets the process's id, which its file begins with.
    private static int WaitForStep(string progress, int step, Task<string> output)
    {
        while (!output.IsCompleted)
        {
            string[] lines = File.Exists(progress) ? File.ReadAllLines(progress) : [];
            if (lines.Length > 1 && int.Parse(lines[^1], CultureInfo.InvariantCulture) >= step)
                return int.Parse(lines[0], CultureInfo.InvariantCulture);
            Thread.Sleep(10);
        }
        throw new AssertFailedException($"The training ended before step {step}: {output.Result}");
    }
}

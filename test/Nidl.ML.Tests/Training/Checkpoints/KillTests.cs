using System.Diagnostics;
using Microsoft.ML;

namespace Nidl.ML.Tests.Checkpoints;

[TestClass]
public sealed class KillTests
{
    [TestMethod]
    [DataRow(false, Precision.Float32)]
    [DataRow(false, Precision.BFloat16)]
    [DataRow(true, Precision.Float32)]
    public void Kill_TwiceAtAnyMoment_LosesAtMostTheStepsSinceTheLastCheckpoint(bool hasTeacher, Precision precision)
    {
        var options = (hasTeacher ? KilledTraining.WithTeacher : KilledTraining.Options) with { Precision = precision };
        using var folder = new TemporaryFolder();
        foreach (var step in new[] { 40, 101 })
        {
            var reached = RunAndKill(folder, hasTeacher, precision, step);
            Assert.IsGreaterThanOrEqualTo(reached - KilledTraining.EverySteps, NewestOf(folder));
            foreach (var line in File.ReadAllLines(folder["log.csv"]))
                Assert.HasCount(7, line.Split(','));
        }
        using var whole = KilledTraining.Fit(new MLContext(1), options);
        using var resumed = KilledTraining.Fit(new MLContext(1), options with { ResumeFrom = folder.Path });
        CollectionAssert.AreEqual(FinalWeights.Of(whole), FinalWeights.Of(resumed));
    }

    /// <summary>Starts the training, kills it after a step, and gives the last step that it has told.</summary>
    private static long RunAndKill(TemporaryFolder folder, bool hasTeacher, Precision precision, int atStep)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } host
                && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Nidl.ML.KillTarget.dll"));
        start.ArgumentList.Add(folder.Path);
        start.ArgumentList.Add($"{hasTeacher}");
        start.ArgumentList.Add($"{precision}");
        using var process = Process.Start(start)!;
        var step = 0L;
        while (step < atStep && process.StandardOutput.ReadLine() is { } line)
            step = StepOf(line);
        process.Kill();
        while (process.StandardOutput.ReadLine() is { } line)
            step = line.Length > "step ".Length ? StepOf(line) : step;
        process.WaitForExit();
        Assert.AreNotEqual(0, process.ExitCode, "the training had ended before it could be killed");
        Assert.IsGreaterThanOrEqualTo(atStep, step);
        return step;
    }

    private static long StepOf(string line) => long.Parse(line.AsSpan("step ".Length), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Reads every checkpoint, each of which must load, and gives the newest's step.</summary>
    private static long NewestOf(TemporaryFolder folder)
    {
        var steps = new List<long>();
        foreach (var path in Directory.GetFiles(folder.Path, "*.checkpoint"))
        {
            using var checkpoint = CheckpointFile.Read(path);
            steps.Add(checkpoint.Manifest.Position.Step);
        }
        return steps.Max();
    }
}

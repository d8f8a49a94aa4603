using System.Text.RegularExpressions;
using Microsoft.ML;

namespace Nidl.ML.Tests.SimClr;

[TestClass]
public sealed partial class SimClrLogTests
{
    [TestMethod]
    public void Fit_Log_HasALineForEachEpoch()
    {
        var ml = new MLContext(1);
        var log = new LogLines(ml);
        using var transformer = Tiny.Fit(ml, Tiny.Options with { NumberOfEpochs = 3 });
        Assert.HasCount(4, log.Infos, string.Join('\n', log.Infos));
        Assert.AreEqual("SimCLR: 3 steps an epoch of 3, rows of (1, 6, 6), on cpu, seed 1", log.Infos[0]);
        for (var epoch = 0; epoch < 3; epoch++)
        {
            var (line, result) = (EpochLine().Match(log.Infos[epoch + 1]), transformer.History.Epochs[epoch]);
            Assert.IsTrue(line.Success, log.Infos[epoch + 1]);
            Assert.AreEqual(
                FormattableString.Invariant($"{epoch + 1} {result.Loss:F4} {result.LearningRate:G4} {result.RowsPerSecond:F0}"),
                $"{line.Groups["epoch"]} {line.Groups["loss"]} {line.Groups["rate"]} {line.Groups["rows"]}");
        }
        Assert.EndsWith("0:00:00 left", log.Infos[^1]);
        Assert.IsEmpty(log.Warnings);
    }

    [TestMethod]
    public void Fit_DefaultsInAShortRun_DoNotWarn()
    {
        var ml = new MLContext(1);
        var log = new LogLines(ml);
        var estimator = ml.SelfSupervised.SimClr("Embedding", "Image", new SimClrOptions { NumberOfEpochs = 2, Device = "cpu" });
        using var transformer = estimator.Fit(Images.View(ml, 24));
        Assert.IsEmpty(log.Warnings, string.Join('\n', log.Warnings));
    }

    [GeneratedRegex(
        @"^epoch (?<epoch>\d+)/3  loss (?<loss>\d+\.\d{4})  learning rate (?<rate>\S+)  (?<rows>\d+) rows/s  \d+:\d\d:\d\d left$")]
    private static partial Regex EpochLine();
}

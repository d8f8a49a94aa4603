using Microsoft.ML;
using Nidl.ML.Losses;

namespace Nidl.ML.Tests.Conformance;

/// <summary>Messages, lines, reports and files are the same on every machine.</summary>
[TestClass]
[DoNotParallelize]
public sealed class CultureTests
{
    private static readonly Dictionary<string, Action> Refusals = new()
    {
        ["a schedule"] = () => new CustomSchedule((_, _, _) => -0.5).LearningRateAt(-1, -2, new(0.1, 10, 2, 0)),
        ["a schedule of NaN"] = () => new CustomSchedule((_, _, _) => double.NaN).LearningRateAt(1, 2, new(0.1, 10, 2, 0)),
        ["an input shape"] = () => InputShape.Create([3, -28, 28]),
        ["sizes"] = () => _ = new MlpEncoder { HiddenDimensions = [5, -5] },
        ["a depth"] = () => _ = new ResNet2d { Depth = -18 },
        ["a width"] = () => _ = new ResNet2d { Width = -64 },
        ["a count"] = () => _ = new SimClrOptions { NumberOfEpochs = -1 },
        ["a number"] = () => _ = new SimClrOptions { LearningRate = -0.5 },
        ["a share"] = () => _ = new SimClrOptions { ValidationFraction = -0.5 },
        ["a range"] = () => _ = new CosineSchedule { MinimumFraction = -1.5 },
        ["an interval"] = () => _ = new GaussianNoise { StandardDeviation = (-0.5, 1.5) },
        ["a temperature"] = () => _ = new InfoNceLoss(-0.5),
        ["a bandwidth"] = () => Bandwidth.FromMatrix(new[,] { { 1.5, 0.5 }, { -0.5, 1.5 } }),
        ["a format"] = () => new FormatVersion(-1, -2).Check("part", 1),
        ["a device"] = () => ComputeDevice.Resolve(null, new MLContext { GpuDeviceId = -1, FallbackToCpu = false }),
    };

    public static IEnumerable<string> Kinds => Refusals.Keys;

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Message_OfARefusal_IsTheSameInAnyCulture(string kind) =>
        Assert.AreEqual(Message(Refusals[kind]), HostileCulture.Run(() => Message(Refusals[kind])));

    [TestMethod]
    public void Fit_LogAndEpochFiles_AreTheSameInAnyCulture()
    {
        var (expected, actual) = (Train(), HostileCulture.Run(Train));
        CollectionAssert.AreEqual(expected, actual, string.Join('\n', actual));
        Assert.IsTrue(expected.Any(line => line.Contains("seed -7", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Report_Page_IsTheSameInAnyCulture()
    {
        var ml = new MLContext(1);
        using var transformer = Tiny.Fit(ml, Tiny.Options with { Seed = -7, ValidationFraction = 0.25 });
        var options = new ReportOptions { ColorColumnNames = ["Number"], Accuracies = [new("few", "ours", 0.5, 0.25)] };
        var expected = Reports.Write(ml, transformer, Images.View(ml, 24), options);
        StringAssert.Contains(expected, "<td>-7</td>");
        Assert.AreEqual(expected, HostileCulture.Run(() => Reports.Write(ml, transformer, Images.View(ml, 24), options)));
    }

    [TestMethod]
    public void Assemblies_OfTheSource_NowhereFormatNumbersByTheCurrentCulture()
    {
        string[] found = [.. CultureScan.Find(typeof(SimClrOptions).Assembly), .. CultureScan.Find(typeof(InfoNceLoss).Assembly)];
        Assert.IsEmpty(found, string.Join('\n', found));
    }

    private static string Message(Action action) => Assert.Throws<Exception>(action).Message;

    private static string[] Train()
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext(1);
        var log = new LogLines(ml);
        var time = new TestClock();
        var estimator = ml.SelfSupervised.SimClr("Embedding", "Image", Tiny.Options with
        {
            Seed = -7, ValidationFraction = 0.25, WarmupEpochs = 3,
            Callbacks =
            [
                new StepRecorder { AtStepEnd = _ => time.Seconds += 60_000.5 }, new CollapseMonitor(0.99),
                new CsvLog(folder["csv"]), new JsonLinesLog(folder["json"]),
            ],
        });
        estimator.Clock = time;
        estimator.Fit(Images.View(ml, 24)).Dispose();
        return [.. log.Infos, .. log.Warnings, .. File.ReadAllLines(folder["csv"]), .. File.ReadAllLines(folder["json"])];
    }
}

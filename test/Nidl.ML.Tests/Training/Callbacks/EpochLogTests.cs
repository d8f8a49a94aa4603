using System.Globalization;
using System.Text.Json;
using Microsoft.ML;

namespace Nidl.ML.Tests.Callbacks;

[TestClass]
public sealed class EpochLogTests
{
    private static readonly SimClrOptions Options =
        Tiny.Options with { NumberOfEpochs = 3, ValidationFraction = 0.25, ValidationEveryEpochs = 2 };

    [TestMethod]
    public void CsvLog_EachEpoch_IsALine()
    {
        using var folder = new TemporaryFolder();
        using var transformer = Tiny.Fit(new MLContext(1), Options with { Callbacks = [new CsvLog(folder["deep/log.csv"])] });
        var lines = File.ReadAllLines(folder["deep/log.csv"]);
        Assert.AreEqual("epoch,steps,loss,validation_loss,learning_rate,seconds,rows_per_second", lines[0]);
        CollectionAssert.AreEqual(
            transformer.History.Epochs.Select(epoch => string.Create(CultureInfo.InvariantCulture,
                $"{epoch.Epoch},{epoch.Steps},{epoch.Loss},{epoch.ValidationLoss},{epoch.LearningRate},"
                + $"{epoch.Seconds},{epoch.RowsPerSecond}")).ToArray(),
            lines[1..]);
        Assert.HasCount(4, lines);
        Assert.AreEqual("", lines[1].Split(',')[3]);
        Assert.AreEqual(
            transformer.History.Epochs[1].ValidationLoss,
            double.Parse(lines[2].Split(',')[3], System.Globalization.CultureInfo.InvariantCulture));
    }

    [TestMethod]
    public void JsonLinesLog_EachEpoch_IsAnObject()
    {
        using var folder = new TemporaryFolder();
        using var transformer = Tiny.Fit(new MLContext(1), Options with { Callbacks = [new JsonLinesLog(folder["log.jsonl"])] });
        var lines = File.ReadAllLines(folder["log.jsonl"]);
        Assert.HasCount(3, lines);
        for (var i = 0; i < lines.Length; i++)
        {
            using var line = JsonDocument.Parse(lines[i]);
            var expected = transformer.History.Epochs[i];
            Assert.AreEqual(expected.Epoch, line.RootElement.GetProperty("epoch").GetInt32());
            Assert.AreEqual(expected.Loss, line.RootElement.GetProperty("loss").GetDouble());
            Assert.AreEqual(
                expected.ValidationLoss is null, line.RootElement.GetProperty("validationLoss").ValueKind == JsonValueKind.Null);
        }
    }

    [TestMethod]
    public void Logs_AfterEachEpoch_AreWholeOnDisk()
    {
        using var folder = new TemporaryFolder();
        var seen = new List<int>();
        var reader = new StepRecorder { AtEpochEnd = _ => seen.Add(
            File.ReadAllLines(folder["log.csv"]).Length + File.ReadAllLines(folder["log.jsonl"]).Length) };
        using var transformer = Tiny.Fit(
            new MLContext(1), Options with { Callbacks = [new CsvLog(folder["log.csv"]), new JsonLinesLog(folder["log.jsonl"]), reader] });
        CollectionAssert.AreEqual(new[] { 3, 5, 7 }, seen);
    }

    [TestMethod]
    public void Logs_ResumedTraining_HoldTheEarlierEpochs()
    {
        using var folder = new TemporaryFolder();
        _ = FinalWeights.Of(Tiny.Options with { Checkpoints = new() { Folder = folder["checkpoints"] } });
        using var transformer = Tiny.Fit(new MLContext(1), Tiny.Options with
        {
            NumberOfEpochs = 4, ResumeFrom = folder["checkpoints"],
            Callbacks = [new CsvLog(folder["log.csv"]), new JsonLinesLog(folder["log.jsonl"])],
        });
        CollectionAssert.AreEqual(
            new[] { "epoch", "1", "2", "3", "4" }, File.ReadAllLines(folder["log.csv"]).Select(line => line.Split(',')[0]).ToArray());
        Assert.HasCount(4, File.ReadAllLines(folder["log.jsonl"]));
    }

    [TestMethod]
    public void Logs_EmptyPath_IsRefused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => new CsvLog(""));
        Assert.ThrowsExactly<ArgumentException>(() => new JsonLinesLog(""));
    }
}

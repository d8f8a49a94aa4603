using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Tests.Evaluation;

/// <summary>What a search of probes refuses.</summary>
[TestClass]
public sealed class ProbeSearchErrorTests
{
    private static readonly MLContext Ml = new(1);

    [TestMethod]
    public void Probe_WrongInput_SaysWhatIsNeeded()
    {
        Error.Is<ArgumentOutOfRangeException>(
            "Could not find label column 'Absent' (Parameter 'inputSchema')",
            () => Ml.SelfSupervised.Probe(Clusters.View(Ml, 9), "Absent"));
        Error.Is<ArgumentException>(
            "5 folds need at least 10 rows with a label in column 'Name', but there are 9. (Parameter 'NumberOfFolds')",
            () => Ml.SelfSupervised.Probe(Clusters.View(Ml, 9), "Name"));
        Error.Is<ArgumentException>(
            "Candidates must have different names, but 'a' is there more than once. (Parameter 'Candidates')",
            () => new ProbeOptions
            {
                Candidates = [new("a", Ml.SelfSupervised.KnnProbe("Name")), new("a", Ml.SelfSupervised.LinearProbe("Name"))],
            });
    }

    [TestMethod]
    [DataRow("Name", null)]
    [DataRow("Index", ProbeTask.MulticlassClassification)]
    [DataRow("IsCat", ProbeTask.MulticlassClassification)]
    [DataRow("Key", null)]
    [DataRow("KeyOfThree", null)]
    public void Probe_OneClassOnly_IsRefusedBeforeAnythingIsFitted(string label, ProbeTask? task)
    {
        var ml = new MLContext(1);
        var lines = new List<string>();
        ml.Log += (_, entry) => { if (entry.RawMessage.StartsWith("probe ", StringComparison.Ordinal)) lines.Add(entry.RawMessage); };
        var rows = ml.Data.LoadFromEnumerable(Clusters.Rows(60).Where(row => row.Index == 1));
        var data = ml.Transforms.Conversion.MapValueToKey("Key", "Name").Fit(rows)
            .Append(ml.Transforms.Conversion.MapValueToKey("KeyOfThree", "Name").Fit(Clusters.View(ml, 3))).Transform(rows);
        Error.Is<ArgumentException>(
            $"A probe needs at least 2 classes in column '{label}', but there is 1. (Parameter 'labelColumnName')",
            () => ml.SelfSupervised.Probe(data, label, new ProbeOptions { Task = task }));
        Assert.IsEmpty(lines);
    }

    [TestMethod]
    public void Evaluate_OneClassOnly_IsRefusedBeforeAnythingIsFitted()
    {
        var rows = Ml.Data.LoadFromEnumerable(Clusters.Rows(60).Where(row => row.Index == 1));
        var keyed = Ml.Transforms.Conversion.MapValueToKey("Name").Fit(rows).Transform(rows);
        foreach (var evaluate in new Action<string>[]
        {
            label => Ml.SelfSupervised.EvaluateProbe(Ml.SelfSupervised.KnnProbe(label, "Embedding"), keyed, keyed, label),
            label => Ml.SelfSupervised.EvaluateProbe(Ml.SelfSupervised.LinearProbe(label, "Embedding"), keyed, keyed, label),
        })
        {
            Error.Is<ArgumentException>(
                "A probe needs at least 2 classes in column 'Name', but there is 1. (Parameter 'labelColumnName')", () => evaluate("Name"));
            Error.Is<ArgumentException>(
                "The area under the curve needs rows of both classes of column 'IsCat' to test on, but there are 0 true and 20 false. "
                + "(Parameter 'testSet')", () => evaluate("IsCat"));
        }
    }

    [TestMethod]
    public void Probe_MetricOfAnotherTask_IsRefusedBeforeAnythingIsFitted() =>
        Error.Is<ArgumentException>(
            "Metric must be Accuracy or MacroAccuracy or LogLoss for MulticlassClassification, "
            + "but RSquared was given. (Parameter 'Metric')",
            () => Ml.SelfSupervised.Probe(Clusters.View(Ml, 45), "Name", new ProbeOptions { Metric = ProbeMetric.RSquared }));

    [TestMethod]
    public void Probe_ColumnOfEmbeddingsMissing_IsRefusedBeforeAnythingIsFitted() =>
        Error.Is<ArgumentOutOfRangeException>(
            "Could not find input column 'Nowhere' (Parameter 'inputSchema')",
            () => Ml.SelfSupervised.Probe(Clusters.View(Ml, 45), "Name", new ProbeOptions { FeatureColumnNames = ["Nowhere"] }));

    [TestMethod]
    public void Candidates_Null_AreRefused()
    {
        Assert.AreEqual("Estimator", Assert.ThrowsExactly<ArgumentNullException>(() => new ProbeCandidate("linear", null!)).ParamName);
        Assert.AreEqual(
            "Name", Assert.ThrowsExactly<ArgumentException>(() => new ProbeCandidate("", Ml.SelfSupervised.KnnProbe())).ParamName);
        Error.Is<ArgumentNullException>(
            "Candidates must have no null entry, but the one at index 0 is null. (Parameter 'Candidates')",
            () => _ = new ProbeOptions { Candidates = [null!] });
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Tests.Evaluation;

[TestClass]
public sealed class ProbeSearchTests
{
    private static readonly MLContext Ml = new(1);

    [TestMethod]
    public void Probe_DefaultCandidates_RanksAllAndPredictsText()
    {
        var data = Clusters.View(Ml, 45);
        using var result = Ml.SelfSupervised.Probe(data, "Name", new ProbeOptions { NumberOfFolds = 3, Seed = 1 });
        Assert.AreEqual("", string.Join("; ", result.Failures.Select(failure => $"{failure.Name}: {failure.Error.Message}")));
        Assert.HasCount(7, result.Leaderboard);
        var means = result.Leaderboard.Select(entry => entry.Mean).ToArray();
        CollectionAssert.AreEqual(means.OrderDescending().ToArray(), means);
        Assert.AreEqual(1, result.Best.Mean);
        CollectionAssert.AreEqual(
            Clusters.Rows(9, seed: 2).Select(row => row.Name).ToArray(),
            result.Model.Transform(Ml.Transforms.DropColumns("Name").Fit(data).Transform(Clusters.View(Ml, 9, seed: 2)))
                .GetColumn<string>("PredictedLabel").ToArray());
        Assert.AreEqual(1, result.Evaluate(Clusters.View(Ml, 9, seed: 2))[ProbeMetric.MacroAccuracy]);
    }

    [TestMethod]
    public void Probe_Number_IsRegression()
    {
        using var result = Ml.SelfSupervised.Probe(
            Clusters.View(Ml, 45), "Size",
            new ProbeOptions { NumberOfFolds = 3, Seed = 1, Candidates = Pick("Size", ProbeTask.Regression) });
        Assert.AreEqual(ProbeTask.Regression, result.Task);
        Assert.AreEqual(ProbeMetric.RSquared, result.Metric);
        Assert.IsGreaterThan(0.9, result.Best.Mean);
    }

    [TestMethod]
    public void Probe_MetricWhereLessIsBetter_PutsTheSmallestFirst()
    {
        using var result = Ml.SelfSupervised.Probe(
            Clusters.View(Ml, 45), "Size",
            new ProbeOptions { NumberOfFolds = 3, Seed = 1, Metric = ProbeMetric.MeanAbsoluteError,
                Candidates = Pick("Size", ProbeTask.Regression) });
        var means = result.Leaderboard.Select(entry => entry.Mean).ToArray();
        CollectionAssert.AreEqual(means.Order().ToArray(), means);
        Assert.IsLessThan(means[^1], means[0]);
    }

    [TestMethod]
    public void Probe_Boolean_IsBinary()
    {
        using var result = Ml.SelfSupervised.Probe(
            Clusters.View(Ml, 45), "IsCat",
            new ProbeOptions { NumberOfFolds = 3, Seed = 1, Metric = ProbeMetric.AreaUnderRocCurve,
                Candidates = Pick("IsCat", ProbeTask.BinaryClassification) });
        Assert.AreEqual(ProbeTask.BinaryClassification, result.Task);
        Assert.AreEqual(1, result.Best.Mean);
    }

    [TestMethod]
    public void Probe_SeveralEmbeddings_ComparesThem()
    {
        using var result = Ml.SelfSupervised.Probe(
            Clusters.View(Ml, 30), "Name", new ProbeOptions { FeatureColumnNames = ["Noise", "Embedding"], NumberOfFolds = 2, Seed = 1 });
        Assert.HasCount(14, result.Leaderboard);
        Assert.StartsWith("Embedding: ", result.Best.Name);
        Assert.StartsWith("Noise: ", result.Leaderboard[^1].Name);
    }

    [TestMethod]
    public void Probe_AnyMlNetTrainer_CanBeACandidate()
    {
        using var result = Ml.SelfSupervised.Probe(Clusters.View(Ml, 30), "Name", new ProbeOptions
        {
            NumberOfFolds = 2,
            Candidates = [new("SDCA", Ml.MulticlassClassification.Trainers.SdcaMaximumEntropy("Name", "Embedding"))],
        });
        Assert.AreEqual("SDCA", result.Best.Name);
        Assert.HasCount(2, result.Best.Folds);
        Assert.IsGreaterThan(0.9, result.Best.Mean);
    }

    [TestMethod]
    public void Probe_CandidateThatThrows_IsReportedAndTheOthersGoOn()
    {
        using var result = Ml.SelfSupervised.Probe(Clusters.View(Ml, 30), "Name", new ProbeOptions
        {
            NumberOfFolds = 2,
            Candidates = [new("broken", Ml.SelfSupervised.KnnProbe("Name", "Absent")), new("3 neighbors", Knn("Name", 3))],
        });
        Assert.AreEqual("3 neighbors", result.Best.Name);
        Assert.AreEqual("broken", result.Failures.Single().Name);
        Assert.Contains("Could not find input column 'Absent'", result.Failures[0].Error.Message);
    }

    [TestMethod]
    public void Probe_AllFail_ThrowsWithTheFirstCause()
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Ml.SelfSupervised.Probe(
            Clusters.View(Ml, 30), "Name",
            new ProbeOptions { Candidates = [new("broken", Ml.SelfSupervised.KnnProbe("Name", "Absent"))] }));
        Assert.StartsWith(
            "A search needs at least one candidate that can be fitted, but all 1 failed; the first, 'broken': Could not find",
            error.Message);
    }

    [TestMethod]
    public void Probe_TimeIsOver_FirstFinishesAndTheRestIsNamed()
    {
        using var result = Ml.SelfSupervised.Probe(Clusters.View(Ml, 30), "Name", new ProbeOptions
        {
            NumberOfFolds = 2, MaximumSeconds = 1e-9, Candidates = [new("first", Knn("Name", 3)), new("second", Knn("Name", 5))],
        });
        Assert.AreEqual("first", result.Leaderboard.Single().Name);
        CollectionAssert.AreEqual(new[] { "second" }, result.Unfinished.ToArray());
    }

    [TestMethod]
    public void Probe_Canceled_Throws()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(() => Ml.SelfSupervised.Probe(
            Clusters.View(Ml, 30), "Name", new ProbeOptions { CancellationToken = source.Token }));
    }

    [TestMethod]
    public void Probe_SameSeed_SameLeaderboard()
    {
        double[] Means(int seed)
        {
            using var result = Ml.SelfSupervised.Probe(
                Clusters.View(Ml, 30), "Size",
                new ProbeOptions { NumberOfFolds = 3, Seed = seed, Candidates = [new("3", Knn("Size", 3)), new("9", Knn("Size", 9))] });
            return [.. result.Leaderboard.Select(entry => entry.Mean)];
        }
        CollectionAssert.AreEqual(Means(1), Means(1));
        CollectionAssert.AreNotEqual(Means(1), Means(2));
    }

    [TestMethod]
    public void Probe_RowsWithoutLabel_AreLeftOut()
    {
        var rows = Clusters.Rows(40);
        foreach (var row in rows.Where((_, i) => i % 2 == 1))
            row.Size = float.NaN;
        using var all = Ml.SelfSupervised.Probe(Ml.Data.LoadFromEnumerable(rows), "Size", Options());
        using var labeled = Ml.SelfSupervised.Probe(Ml.Data.LoadFromEnumerable(rows.Where((_, i) => i % 2 == 0)), "Size", Options());
        Assert.IsGreaterThan(0.5, all.Best.Mean);
        CollectionAssert.AreEqual(
            labeled.Model.Transform(Clusters.View(Ml, 5, seed: 4)).GetColumn<float>("Score").ToArray(),
            all.Model.Transform(Clusters.View(Ml, 5, seed: 4)).GetColumn<float>("Score").ToArray());

        static ProbeOptions Options() => new() { NumberOfFolds = 2, Seed = 1, Candidates = [new("3", Knn("Size", 3))] };
    }

    [TestMethod]
    public void Probe_ModelBehindAnEncoder_IsSavedAndLoadedAsOne()
    {
        using var encoder = Tiny.Fit(Ml);
        var images = Images.View(Ml, 24);
        using var result = Ml.SelfSupervised.Probe(encoder.Transform(images), "Label", new ProbeOptions
        {
            NumberOfFolds = 2, Seed = 1,
            Candidates = [
                new("3", Knn("Label", 3)), new("linear", Ml.SelfSupervised.LinearProbe(task: ProbeTask.MulticlassClassification))],
        });
        var chain = encoder.Append(result.Model);
        using var stream = new MemoryStream();
        Ml.Model.Save(chain, images.Schema, stream);
        stream.Position = 0;
        var other = new MLContext(2);
        var loaded = other.Model.Load(stream, out _);
        CollectionAssert.AreEqual(
            chain.Transform(images).GetColumn<string>("PredictedLabel").ToArray(),
            loaded.Transform(images).GetColumn<string>("PredictedLabel").ToArray());
        using var engine = other.Model.CreatePredictionEngine<ImageRow, Prediction>(loaded);
        var row = Images.Rows(24)[5];
        Assert.AreEqual(chain.Transform(images).GetColumn<string>("PredictedLabel").ElementAt(5), engine.Predict(row).PredictedLabel);
        (loaded as IDisposable)?.Dispose();
    }

    [TestMethod]
    public void Probe_Log_HasALineForEachCandidate()
    {
        var ml = new MLContext(1);
        var lines = new List<string>();
        ml.Log += (_, entry) => { if (entry.Source.Contains("Probe", StringComparison.Ordinal)) lines.Add(entry.RawMessage); };
        using var result = ml.SelfSupervised.Probe(Clusters.View(ml, 30), "Name", new ProbeOptions
        {
            NumberOfFolds = 2, Candidates = [new("first", Knn("Name", 3)), new("second", Knn("Name", 5))],
        });
        Assert.IsTrue(
            lines.Any(line => line.StartsWith("probe 1/2  first  Accuracy 1.0000 +- 0.0000", StringComparison.Ordinal)),
            string.Join("\n", lines));
        Assert.IsTrue(lines.Any(line => line.StartsWith("probe 2/2  second", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Probe_IntegerLabel_WantsTheTask()
    {
        Error.Is<ArgumentException>(
            "Task must be given for column 'Index' of type Int32: an integer may be a class or a quantity. (Parameter 'Task')",
            () => Ml.SelfSupervised.Probe(Clusters.View(Ml, 30), "Index"));
        using var result = Ml.SelfSupervised.Probe(Clusters.View(Ml, 30), "Index", new ProbeOptions
        {
            Task = ProbeTask.MulticlassClassification, NumberOfFolds = 2, Candidates = [new("3", Knn("Index", 3))],
        });
        CollectionAssert.AreEqual(
            new[] { 0, 1, 2 }, result.Model.Transform(Clusters.View(Ml, 3, seed: 2)).GetColumn<int>("PredictedLabel").ToArray());
    }

    [TestMethod]
    public void Probe_LineOnOneOfThreeValues_DefaultCandidatesAllFit()
    {
        var data = Ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, 60).Select(i => new Clusters.Row { Embedding = [i, 0, 0], Noise = new float[3], Size = 2 * i + 1 }));
        using var result = Ml.SelfSupervised.Probe(data, "Size", new ProbeOptions { Seed = 1 });
        Assert.AreEqual("", string.Join("; ", result.Failures.Select(failure => $"{failure.Name}: {failure.Error.Message}")));
        Assert.AreEqual("linear", result.Best.Name);
        Assert.AreEqual(1, result.Best.Mean, 1e-9);
        var scores = result.Model.Transform(data).GetColumn<float>("Score").ToArray();
        for (var i = 0; i < 60; i++)
            Assert.AreEqual(2 * i + 1, scores[i], 1e-4);
    }

    private static KnnTrainer Knn(string label, int neighbors) =>
        Ml.SelfSupervised.KnnProbe(label, options: new KnnOptions { NumberOfNeighbors = neighbors, Device = "cpu" });

    private static ProbeCandidate[] Pick(string label, ProbeTask task) =>
        [new("linear", Ml.SelfSupervised.LinearProbe(label, task: task)), new("1 neighbor", Knn(label, 1)),
            new("all neighbors", Knn(label, 100))];

    private sealed class Prediction
    {
        public string PredictedLabel { get; set; } = "";
    }
}

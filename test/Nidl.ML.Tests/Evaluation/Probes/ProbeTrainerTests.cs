using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;

namespace Nidl.ML.Tests.Evaluation;

[TestClass]
public sealed class ProbeTrainerTests
{
    private static readonly MLContext Ml = new(1);

    private static readonly MlpProbeOptions SmallMlp =
        new() { HiddenDimensions = [8], NumberOfEpochs = 40, LearningRate = 0.03, Device = "cpu" };

    public static IEnumerable<object[]> Probes =>
    [
        ["knn", "Name"], ["knn", "IsCat"], ["knn", "Size"], ["mlp", "Name"], ["mlp", "IsCat"], ["mlp", "Size"],
        ["linear", "Name"], ["linear", "IsCat"], ["linear", "Size"],
    ];

    [TestMethod]
    [DynamicData(nameof(Probes))]
    public void Fit_SeparableRows_PredictsNewOnes(string kind, string label)
    {
        using var probe = Create(kind, label).Fit(Clusters.Keyed(Ml, 60));
        var metrics = ProbeMetrics.Evaluate(Ml, probe.Transform(Clusters.Keyed(Ml, 30, seed: 2)), label, probe.Task);
        Assert.IsGreaterThan(0.9, metrics[ProbeMetrics.DefaultFor(probe.Task)]);
    }

    [TestMethod]
    [DynamicData(nameof(Probes))]
    public void Fit_InsideTheCallersNoGrad_Predicts(string kind, string label)
    {
        using var noGradient = torch.no_grad();
        using var probe = Create(kind, label).Fit(Clusters.Keyed(Ml, 9));
        Assert.IsTrue(
            double.IsFinite(
                ProbeMetrics.Evaluate(Ml, probe.Transform(Clusters.Keyed(Ml, 9)), label, probe.Task)[ProbeMetrics.DefaultFor(probe.Task)]));
    }

    [TestMethod]
    [DynamicData(nameof(Probes))]
    public void GetOutputSchema_Always_PromisesWhatTransformDelivers(string kind, string label)
    {
        var (data, trainer) = (Clusters.Keyed(Ml, 9), Create(kind, label));
        using var probe = trainer.Fit(data);
        var delivered = SchemaShapes.Describe(SchemaShapes.Of(probe.Transform(data)));
        CollectionAssert.AreEqual(delivered, SchemaShapes.Describe(trainer.GetOutputSchema(SchemaShapes.Of(data))));
        Assert.AreEqual(probe.GetOutputSchema(data.Schema).Count, probe.Transform(data).Schema.Count);
    }

    [TestMethod]
    [DynamicData(nameof(Probes))]
    public void SaveAndLoad_Always_PredictsTheSame(string kind, string label)
    {
        var data = Clusters.Keyed(Ml, 15);
        using var probe = Create(kind, label).Fit(data);
        using var stream = new MemoryStream();
        Ml.Model.Save(probe, data.Schema, stream);
        stream.Position = 0;
        var other = new MLContext(2);
        var loaded = other.Model.Load(stream, out _);
        using var release = loaded as IDisposable;
        CollectionAssert.AreEqual(Scores(probe.Transform(data)), Scores(loaded.Transform(data)));
        if (label == "Name")
            CollectionAssert.AreEqual(PredictedNames(probe.Transform(data)), PredictedNames(loaded.Transform(data)));
    }

    [TestMethod]
    public void RowMapper_Always_GivesWhatTransformGives()
    {
        var data = Clusters.Keyed(Ml, 12);
        using var probe = Create("knn", "Name").Fit(data);
        var mapper = probe.GetRowToRowMapper(data.Schema);
        using var cursor = data.GetRowCursor(mapper.GetDependencies([mapper.OutputSchema["Score"]]));
        using var row = mapper.GetRow(cursor, [mapper.OutputSchema["Score"]]);
        float[] scores = [
            .. Embeddings.Of(cursor, row.GetGetter<VBuffer<float>>(mapper.OutputSchema["Score"])).SelectMany(values => values)];
        var expected = Scores(probe.Transform(data));
        Assert.HasCount(expected.Length, scores);
        for (var i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], scores[i], 1e-5, $"value {i}");
    }

    [TestMethod]
    public void Knn_Scores_AreTheWeightedVotes()
    {
        var rows = Clusters.Rows(9);
        var data = Clusters.Keyed(Ml, 9);
        using var probe = Ml.SelfSupervised.KnnProbe(
            "Name", options: new KnnOptions { NumberOfNeighbors = 4, Temperature = 0.5, Device = "cpu" }).Fit(data);
        var query = Clusters.Rows(1, seed: 3)[0].Embedding;
        var expected = new double[3];
        foreach (var (row, weight) in rows.Select(row => (row, Cosine(query, row.Embedding))).OrderByDescending(pair => pair.Item2).Take(4))
            expected[row.Index] += Math.Exp(weight / 0.5);
        var total = expected.Sum();
        var actual = Scores(probe.Transform(Clusters.Keyed(Ml, 1, seed: 3)));
        for (var i = 0; i < 3; i++)
            Assert.AreEqual(expected[i] / total, actual[i], 1e-5);
    }

    [TestMethod]
    [DataRow(9)]
    [DataRow(11)]
    [DataRow(37)]
    public void Knn_EqualRows_TheEarlierVote(int count)
    {
        // All equally similar; the first three are of size 1, 1 and 4.
        float[] row = [.. Enumerable.Range(1, 3).Select(value => 1f / value)];
        var data = Ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, count).Select(i => new Clusters.Row { Embedding = row, Noise = row, Size = i < 2 ? 1 : i == 2 ? 4 : 100 }));
        using var probe = Create("knn", "Size").Fit(data);
        CollectionAssert.AreEqual(Enumerable.Repeat(2f, count).ToArray(), Scores(probe.Transform(data)));
    }

    [TestMethod]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(5)]
    public void Knn_EqualVotes_GoToTheLowerClass(int ofEach)
    {
        // Three rows, one of each class, that differ by a rotation around the query, and more of the kind at other distances: equal
        // weights, summed in another order.
        var rows = Enumerable.Range(0, 3 * ofEach).Select(i =>
        {
            float[] values = [1, 2 + i / 3, 5];
            return new Clusters.Row
            {
                Embedding = [values[i % 3], values[(i + 1) % 3], values[(i + 2) % 3]], Noise = new float[3],
                Name = Clusters.Names[(i + i / 3) % 3], IsCat = i % 2 == 0,
            };
        }).ToArray();
        var query = Ml.Data.LoadFromEnumerable([new Clusters.Row { Embedding = [1, 1, 1], Noise = new float[3] }]);
        var view = Ml.Data.LoadFromEnumerable(rows);
        var data = Ml.Transforms.Conversion.MapValueToKey("Name").Fit(view).Transform(view);
        var options = new KnnOptions { NumberOfNeighbors = 100, Temperature = 0.3, Device = "cpu" };
        using var probe = Ml.SelfSupervised.KnnProbe("Name", options: options).Fit(data);
        var scored = probe.Transform(query);
        Assert.HasCount(1, Scores(scored).Distinct(), string.Join(" ", Scores(scored)));
        Assert.AreEqual(1u, scored.GetColumn<uint>("PredictedLabel").Single());
        if (ofEach % 2 == 1)
            return;
        using var two = Ml.SelfSupervised.KnnProbe("IsCat", options: options with { Temperature = 1e9 }).Fit(data);
        Assert.IsFalse(two.Transform(query).GetColumn<bool>("PredictedLabel").Single());
    }

    [TestMethod]
    public void Fit_RowsWithoutLabel_AreLeftOut()
    {
        var rows = Clusters.Rows(30);
        foreach (var row in rows.Where((_, i) => i >= 15))
            row.Size = float.NaN;
        using var all = Create("knn", "Size").Fit(Ml.Data.LoadFromEnumerable(rows));
        using var labeled = Create("knn", "Size").Fit(Ml.Data.LoadFromEnumerable(rows[..15]));
        CollectionAssert.AreEqual(
            Scores(labeled.Transform(Clusters.View(Ml, 5, seed: 4))), Scores(all.Transform(Clusters.View(Ml, 5, seed: 4))));
    }

    [TestMethod]
    public void Fit_NoLabelAtAll_Throws()
    {
        var rows = Clusters.Rows(3);
        foreach (var row in rows)
            row.Size = float.NaN;
        Error.Is<ArgumentException>(
            "A probe needs at least 1 row with a label in column 'Size', but the view has none. (Parameter 'input')",
            () => Create("knn", "Size").Fit(Ml.Data.LoadFromEnumerable(rows)));
    }

    [TestMethod]
    public void Fit_TextLabel_SaysWhatIsNeeded() => Error.Is<ArgumentOutOfRangeException>(
        "Schema mismatch for label column 'Name': expected Key<UInt32>, Boolean or Single, got String; "
        + "make it a key with mlContext.Transforms.Conversion.MapValueToKey (Parameter 'inputSchema')",
        () => Create("knn", "Name").Fit(Clusters.View(Ml, 3)));

    [TestMethod]
    public void Mlp_SameSeed_SameScoresAndTheGlobalGeneratorIsLeftAlone()
    {
        var data = Clusters.Keyed(Ml, 12);
        using var before = TorchSharp.torch.Generator.Default.get_state();
        using var first = Create("mlp", "Name").Fit(data);
        using var second = Create("mlp", "Name").Fit(data);
        using var after = TorchSharp.torch.Generator.Default.get_state();
        CollectionAssert.AreEqual(Scores(first.Transform(data)), Scores(second.Transform(data)));
        Assert.IsTrue(before.eq(after).all().ToBoolean());
    }

    [TestMethod]
    public void Fit_AndDispose_LeaveNoTensor()
    {
        var data = Clusters.Keyed(Ml, 12);
        Create("mlp", "Name").Fit(data).Dispose();
        var live = TensorLeak.Live();
        foreach (var row in Probes)
        {
            using var probe = Create((string)row[0], (string)row[1]).Fit(data);
            Scores(probe.Transform(data));
        }
        Assert.AreEqual(live, TensorLeak.Live());
    }

    [TestMethod]
    public void PlainFunctions_Evaluate_ByMlNet()
    {
        var (train, test) = (Clusters.Keyed(Ml, 60), Clusters.Keyed(Ml, 30, seed: 2));
        Assert.AreEqual(
            1, Ml.SelfSupervised.EvaluateProbe(Ml.SelfSupervised.KnnProbe("Name", "Embedding"), train, test, "Name")[ProbeMetric.Accuracy]);
        Assert.AreEqual(
            1, Ml.SelfSupervised.EvaluateProbe(
                Ml.SelfSupervised.LinearProbe("Name", "Embedding"), train, test, "Name")[ProbeMetric.Accuracy]);
        Assert.AreEqual(
            1, Ml.SelfSupervised.EvaluateProbe(
                Ml.SelfSupervised.LinearProbe("IsCat", "Embedding"), train, test, "IsCat")[ProbeMetric.AreaUnderRocCurve]);
        Assert.IsGreaterThan(
            0.99,
            Ml.SelfSupervised.EvaluateProbe(Ml.SelfSupervised.LinearProbe("Size", "Embedding"), train, test, "Size")[ProbeMetric.RSquared]);
        Assert.IsLessThan(
            0.7, Ml.SelfSupervised.EvaluateProbe(Ml.SelfSupervised.KnnProbe("Name", "Noise"), train, test, "Name")[ProbeMetric.Accuracy]);
    }

    private static ProbeTrainer Create(string kind, string label) => kind switch
    {
        "knn" => Ml.SelfSupervised.KnnProbe(label, options: new KnnOptions { NumberOfNeighbors = 3, Device = "cpu" }),
        "mlp" => Ml.SelfSupervised.MlpProbe(label, options: SmallMlp),
        _ => (ProbeTrainer)Ml.SelfSupervised.LinearProbe(label, task: TaskOf(label)),
    };

    private static ProbeTask TaskOf(string label) =>
        label switch { "Name" => ProbeTask.MulticlassClassification, "IsCat" => ProbeTask.BinaryClassification, _ => ProbeTask.Regression };

    private static float[] Scores(IDataView scored) => scored.Schema["Score"].Type is VectorDataViewType
        ? [.. Embeddings.Of(scored, "Score").SelectMany(row => row)]
        : [.. scored.GetColumn<float>("Score")];

    private static string[] PredictedNames(IDataView scored) =>
        [.. Ml.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(scored).Transform(scored).GetColumn<string>("PredictedLabel")];

    private static double Cosine(float[] a, float[] b) =>
        a.Zip(b, (x, y) => (double)x * y).Sum() / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(y => (double)y * y));
}

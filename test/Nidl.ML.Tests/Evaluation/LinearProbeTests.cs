using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Tests.Evaluation;

[TestClass]
public sealed class LinearProbeTests
{
    private static readonly MLContext Ml = new(1);

    public static IEnumerable<object[]> Tasks =>
    [
        ["IsCat", ProbeTask.BinaryClassification], ["Name", ProbeTask.MulticlassClassification], ["Size", ProbeTask.Regression],
    ];

    [TestMethod]
    [DynamicData(nameof(Tasks))]
    public void Fit_L2Regularization_DrawsTheScoresTogether(string label, ProbeTask task)
    {
        double Spread(double l2) => SpreadOf(Scores(Clusters.Keyed(Ml, 60), label, task, new() { L2Regularization = l2 }));
        Assert.IsLessThan(0.5 * Spread(1e-3), Spread(1e3));
    }

    [TestMethod]
    [DataRow("IsCat", ProbeTask.BinaryClassification)]
    [DataRow("Name", ProbeTask.MulticlassClassification)]
    public void L2Regularization_DefaultForClasses_IsOne(string label, ProbeTask task)
    {
        var data = Clusters.Keyed(Ml, 60);
        float[] Fit(double? value) => Scores(data, label, task, new() { L2Regularization = value });
        var (byDefault, documented) = (Fit(null), Fit(1));
        var stronger = Fit(30);
        var tolerance = 0.05 * Distance(documented, stronger);
        Assert.IsGreaterThan(0, tolerance);
        Assert.IsLessThan(tolerance, Distance(byDefault, documented));
    }

    [TestMethod]
    [DynamicData(nameof(Tasks))]
    public void Fit_Standardize_MakesTheScoresIndependentOfOffsetAndScale(string label, ProbeTask task)
    {
        var (rows, moved) = (Clusters.Rows(60), Clusters.Rows(60));
        foreach (var row in moved)
            row.Embedding = [.. row.Embedding.Select(value => 3 * value + 1)];
        float[] Fit(Clusters.Row[] of, bool standardizes) =>
            Scores(Keyed(of), label, task, new() { Standardize = standardizes, L2Regularization = 0.1 });
        var (plain, standardized) = (Fit(rows, false), Fit(rows, true));
        var difference = Distance(plain, Fit(moved, false));
        Assert.IsGreaterThan(0.01, difference);
        Assert.IsLessThan(0.1 * difference, Distance(standardized, Fit(moved, true)));
        Assert.IsGreaterThan(1e-3, Distance(plain, standardized));
    }

    [TestMethod]
    [DataRow("IsCat", ProbeTask.BinaryClassification)]
    [DataRow("Name", ProbeTask.MulticlassClassification)]
    public void Fit_Classes_ScoresAsMlNetsTrainersDo(string label, ProbeTask task)
    {
        var data = Clusters.Keyed(Ml, 60);
        IEstimator<ITransformer> trainer = task == ProbeTask.BinaryClassification
            ? Ml.BinaryClassification.Trainers.LbfgsLogisticRegression(label, "Standard", l1Regularization: 0, l2Regularization: 0.5f)
            : Ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(label, "Standard", l1Regularization: 0, l2Regularization: 0.5f);
        var normalizer = Ml.Transforms.NormalizeMeanVariance("Standard", "Embedding", fixZero: false);
        var reference = normalizer.Append(trainer).Fit(data).Transform(data);
        var probe = Ml.SelfSupervised.LinearProbe(label, task: task, options: new() { L2Regularization = 0.5 }).Fit(data).Transform(data);
        foreach (var column in task == ProbeTask.BinaryClassification ? new[] { "Score", "Probability" } : ["Score"])
            Assert.IsLessThan(2e-3, Distance(Values(reference, column), Values(probe, column)), column);
        double Accuracy(IDataView scored) => ProbeMetrics.Evaluate(Ml, scored, label, task)[ProbeMetric.Accuracy];
        Assert.AreEqual(Accuracy(reference), Accuracy(probe));
    }

    [TestMethod]
    public void Fit_FiveRowsOfOneNumber_PredictsThem()
    {
        var data = View(Enumerable.Range(0, 5).Select(i => (new float[] { i }, (float)i)));
        var scores = Regress(data, data, new());
        for (var i = 0; i < 5; i++)
            Assert.AreEqual(i, scores[i], 1e-6);
    }

    [TestMethod]
    [DataRow(true, 20, 3)]
    [DataRow(false, 20, 3)]
    [DataRow(true, 5, 8)]
    [DataRow(false, 5, 8)]
    public void Fit_Number_SolvesTheNormalEquations(bool standardizes, int count, int features)
    {
        const double l2 = 0.3;
        var random = new Random(7);
        float[] Draw() => [.. Enumerable.Range(0, features).Select(k => (k + 1) * random.NextSingle() + 10)];
        var rows = Enumerable.Range(0, count).Select(_ => (X: Draw(), Y: 5 * random.NextSingle() + 100)).ToArray();
        double[] labels = [.. rows.Select(row => (double)row.Y)];
        var x = NormalEquations.Standardize([.. rows.Select(row => row.X.Select(value => (double)value).ToArray())], standardizes);
        var weights = NormalEquations.Weights(x, [.. labels.Select(label => label - labels.Average())], l2 * count / 2);
        var scores = Regress(View(rows), View(rows), new() { L2Regularization = l2, Standardize = standardizes });
        for (var i = 0; i < count; i++)
            Assert.AreEqual(labels.Average() + NormalEquations.Dot(x[i], weights), scores[i], 1e-5, $"row {i}");
    }

    [TestMethod]
    public void Fit_NumberAndNoStrength_CrossValidates()
    {
        // One feature that tells the number and forty of noise, for 60 rows: least squares learns the noise by heart.
        var random = new Random(2);
        (float[], float)[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ =>
        {
            float[] x = [.. Enumerable.Range(0, 41).Select(_ => random.NextSingle() - 0.5f)];
            return (x, x[0] + (random.NextSingle() - 0.5f));
        })];
        var draws = Enumerable.Range(0, 5).Select(_ => (Train: Draw(60), Test: Draw(300))).ToArray();
        double Error(double? l2) => draws.Average(draw => Regress(View(draw.Train), View(draw.Test), new() { L2Regularization = l2 })
            .Zip(draw.Test, (score, row) => Math.Pow(score - row.Item2, 2)).Average());
        var error = Error(null);
        Assert.IsLessThan(0.7 * Error(0), error);
        Assert.IsLessThan(1.15 * new[] { 0.01, 0.1, 1, 10, 100 }.Min(l2 => Error(l2)), error);
    }

    [TestMethod]
    public void Fit_ValuesFarFromZero_LosesNoDigits()
    {
        var data = View(Enumerable.Range(0, 9).Select(i => (new[] { 1e6f + i, -8e6f + i % 2 }, 2e6f + i / 4f)));
        var scores = Regress(data, data, new());
        for (var i = 0; i < 9; i++)
            Assert.AreEqual(2e6f + i / 4f, scores[i], 0.13); // a unit in the last place
    }

    [TestMethod]
    public void Fit_OneRow_PredictsItsNumber()
    {
        var scores = Regress(View([(new[] { 3f, 4 }, 7f)]), View([(new[] { 5f, 4 }, 0f)]), new());
        Assert.AreEqual(7f, scores[0]);
    }

    [TestMethod]
    [DynamicData(nameof(Tasks))]
    public void Fit_FeatureThatIsConstantButForRounding_IsIgnored(string label, ProbeTask task)
    {
        var rows = Clusters.Rows(60);
        for (var i = 0; i < rows.Length; i++)
            rows[i].Embedding[1] = i % 7 == 0 ? MathF.BitIncrement(0.3f) : 0.3f;
        LinearProbeOptions[] all = [new(), new() { L2Regularization = 1e-6 }, new() { L2Regularization = 1e-6, Standardize = false }];
        foreach (var options in all)
        {
            var probe = Ml.SelfSupervised.LinearProbe(label, task: task, options: options).Fit(Keyed(rows));
            float[] Score(float value)
            {
                var changed = Clusters.Rows(60);
                foreach (var row in changed)
                    row.Embedding[1] = value;
                return Values(probe.Transform(Keyed(changed)), "Score");
            }
            CollectionAssert.AreEqual(Score(0.3f), Score(1000));
        }
    }

    [TestMethod]
    [DynamicData(nameof(Tasks))]
    public void Transform_Always_AppendsThePredictionAlone(string label, ProbeTask task)
    {
        var rows = Clusters.Keyed(Ml, 12);
        // A name that an older probe used for itself, and one that sounds as if it might.
        var copies = Ml.Transforms.CopyColumns("StandardizedEmbedding", "Noise").Append(Ml.Transforms.CopyColumns("Features", "Noise"));
        var data = copies.Fit(rows).Transform(rows);
        var scored = Ml.SelfSupervised.LinearProbe(label, task: task).Fit(data).Transform(data);
        string[] own = task switch
        {
            ProbeTask.BinaryClassification => ["PredictedLabel", "Score", "Probability"],
            ProbeTask.MulticlassClassification => ["PredictedLabel", "Score"],
            _ => ["Score"],
        };
        CollectionAssert.AreEqual(
            data.Schema.Select(column => column.Name).Concat(own).ToArray(), scored.Schema.Select(column => column.Name).ToArray());
        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.Of(data, "Noise"), Embeddings.Of(scored, "StandardizedEmbedding")));
    }

    [TestMethod]
    [DataRow(ProbeTask.Regression, "IsCat", "Single", "Boolean")]
    [DataRow(ProbeTask.BinaryClassification, "Size", "Boolean", "Single")]
    [DataRow(ProbeTask.MulticlassClassification, "Size", "Key<UInt32>", "Single")]
    public void Fit_LabelOfAnotherTask_SaysWhatIsNeeded(ProbeTask task, string label, string expected, string actual)
    {
        var (data, probe) = (Clusters.Keyed(Ml, 12), Ml.SelfSupervised.LinearProbe(label, task: task));
        var message = $"Schema mismatch for label column '{label}': expected {expected}, got {actual} (Parameter 'inputSchema')";
        Error.Is<ArgumentOutOfRangeException>(message, () => probe.Fit(data));
        Error.Is<ArgumentOutOfRangeException>(message, () => probe.GetOutputSchema(SchemaShapes.Of(data)));
    }

    private static float[] Regress(IDataView train, IDataView test, LinearProbeOptions options)
    {
        using var probe = (ProbeTransformer)Ml.SelfSupervised.LinearProbe("Number", "Features", task: ProbeTask.Regression, options)
            .Fit(train);
        return Values(probe.Transform(test), "Score");
    }

    private static IDataView View(IEnumerable<(float[] Features, float Number)> rows)
    {
        var all = rows.Select(row => new Regressed { Features = row.Features, Number = row.Number }).ToArray();
        var schema = SchemaDefinition.Create(typeof(Regressed));
        schema["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, all[0].Features.Length);
        return Ml.Data.LoadFromEnumerable(all, schema);
    }

    private static IDataView Keyed(Clusters.Row[] rows)
    {
        var view = Ml.Data.LoadFromEnumerable(rows);
        return Ml.Transforms.Conversion.MapValueToKey("Name").Fit(view).Transform(view);
    }

    private static float[] Scores(IDataView data, string label, ProbeTask task, LinearProbeOptions options)
    {
        using var probe = (ProbeTransformer)Ml.SelfSupervised.LinearProbe(label, task: task, options: options).Fit(data);
        return Values(probe.Transform(data), "Score");
    }

    private static float[] Values(IDataView scored, string column) => scored.Schema[column].Type is VectorDataViewType
        ? [.. Embeddings.Of(scored, column).SelectMany(row => row)]
        : [.. scored.GetColumn<float>(column)];

    private static double SpreadOf(float[] scores) => Views.Batch.Deviation([.. scores.Select(score => (double)score)]);

    private static double Distance(float[] first, float[] second) => first.Zip(second, (a, b) => Math.Abs(a - b)).Max();

    private sealed class Regressed
    {
        public float[] Features { get; set; } = [];

        public float Number { get; set; }
    }
}

using Microsoft.ML;
using Nidl.ML.Losses;

namespace Nidl.ML.Tests.YAware;

[TestClass]
public sealed class YAwareTrainingTests
{
    private static YAwareOptions Small { get; } = new()
    {
        AuxiliaryColumnNames = ["Age"],
        Bandwidth = 0.04,
        Encoder = new MlpEncoder { HiddenDimensions = [16], EmbeddingDimension = 4 },
        Augmentations = [new GaussianNoise { StandardDeviation = 0.1 }],
        NumberOfEpochs = 1,
        BatchSize = 16,
        WarmupEpochs = 0,
        ProjectionHiddenDimension = 16,
        ProjectionOutputDimension = 8,
        Seed = 1,
        Device = "cpu",
    };

    [TestMethod]
    public void Fit_RowsOfNearAges_EndNearerThanWithSimClr()
    {
        var (rows, unseen) = (AgeRow.Rows(192), AgeRow.Rows(200, seed: 2));
        var (withAges, without) = (0.0, 0.0);
        for (var seed = 1; seed <= 3; seed++)
        {
            using var aware = Fit(Small with { NumberOfEpochs = 40, BatchSize = 64, LearningRate = 3e-3, Seed = seed }, rows);
            withAges += AgeDifferenceOfNeighbors(aware, unseen) / 3;
            using var simple = FitSimClr(seed, rows);
            without += AgeDifferenceOfNeighbors(simple, unseen) / 3;
        }
        Assert.IsLessThan(0.7 * without, withAges, $"y-Aware {withAges}, SimCLR {without}");
    }

    [TestMethod]
    public void Fit_ValidationRowsOfAnotherSchema_AreRefusedInMlNetsWords()
    {
        var rows = AgeRow.Rows(12);
        var ml = new MLContext(1);
        var withoutAge = ml.Transforms.DropColumns("Age").Fit(AgeRow.View(rows)).Transform(AgeRow.View(rows));
        Error.Is<ArgumentOutOfRangeException>(
            "Could not find auxiliary column 'Age' (Parameter 'inputSchema')", () => Fit(Small with { ValidationData = withoutAge }, rows));
        // Keys of a mapping of their own: two sites instead of three.
        Error.Is<ArgumentOutOfRangeException>(
            "Schema mismatch for auxiliary column 'Site': expected Key<UInt32, 0-2>, got Key<UInt32, 0-1> (Parameter 'inputSchema')",
            () => Fit(Small with { AuxiliaryColumnNames = ["Site"], ValidationData = AgeRow.View(rows[..2]) }, rows));
    }

    [TestMethod]
    public void Fit_OtherAges_GiveOtherEmbeddings()
    {
        var rows = AgeRow.Rows(32);
        using var model = Fit(Small, rows);
        foreach (var row in rows)
            row.Age = -row.Age * row.Age;
        using var other = Fit(Small, rows);
        Assert.IsFalse(Embeddings.AreBitEqual(Embed(model, rows), Embed(other, rows)));
    }

    [TestMethod]
    public void Fit_State_HasTheAuxiliaryVariablesOfTheBatch()
    {
        var rows = AgeRow.Rows(32);
        var seen = new List<double>();
        var recorder = new StepRecorder
        {
            AtStepEnd = state =>
            {
                CollectionAssert.AreEqual(new long[] { 16, 1 }, state.Auxiliary!.shape);
                seen.AddRange(state.Auxiliary.data<double>());
            },
        };
        Fit(Small with { Callbacks = [recorder] }, rows).Dispose();
        CollectionAssert.AreEquivalent(rows.Select(row => (double)row.Age).ToArray(), seen);
    }

    [TestMethod]
    public void Fit_TimeStamps_TrainAsTheirDifferencesDo()
    {
        var rows = AgeRow.Rows(32);
        var ages = Losses(Small, rows);
        var stamps = Losses(Small with { AuxiliaryColumnNames = ["Born"], Bandwidth = 0.04e14 }, rows);
        for (var step = 0; step < ages.Count; step++)
            Assert.AreEqual(ages[step], stamps[step], 1e-4 * ages[step]);
    }

    [TestMethod]
    public void Fit_SeveralColumns_AllCount()
    {
        var rows = AgeRow.Rows(32);
        var both = Losses(Small with { AuxiliaryColumnNames = ["Age", "Site"] }, rows);
        Assert.AreNotEqual(Losses(Small, rows)[0], both[0]);
        Assert.AreNotEqual(Losses(Small with { AuxiliaryColumnNames = ["Site"] }, rows)[0], both[0]);
    }

    [TestMethod]
    public void Fit_MetricOfTheCaller_IsFittedOnTheWholeColumnBeforeTheFirstStep()
    {
        var metric = new RecordingMetric();
        using var model = Fit(Small with { Bandwidth = new YAwareOptions().Bandwidth, Metric = metric }, AgeRow.Rows(32));
        CollectionAssert.AreEqual(new[] { "fit (32, 1)", "pairwise (16, 1) Float64", "pairwise (16, 1) Float64" }, metric.Calls);
    }

    [TestMethod]
    public void Fit_Rule_IsFittedOnTheWholeColumn()
    {
        // Scott's rule on the column: its factor times the unbiased variance, by hand.
        var rows = AgeRow.Rows(32);
        var mean = rows.Average(row => (double)row.Age);
        var variance = rows.Sum(row => Math.Pow(row.Age - mean, 2)) / 31;
        var expected = Losses(Small with { Bandwidth = variance * Math.Pow(32, -2.0 / 5) }, rows);
        var actual = Losses(Small with { Bandwidth = Bandwidth.Scott }, rows);
        Assert.AreEqual(expected[0], actual[0], 1e-5);
        Assert.AreEqual(expected[1], actual[1], 1e-5);
    }

    [TestMethod]
    public void Fit_MissingAge_IsRefusedBeforeTheFirstStep()
    {
        var rows = AgeRow.Rows(32);
        rows[5].Age = float.NaN;
        var recorder = new StepRecorder();
        Error.Is<InvalidOperationException>(
            "Auxiliary column 'Age' must have a value in every row, but it is missing in row 5; replace it, drop the row, "
            + "or set MissingValues to NoNeighbors.",
            () => Fit(Small with { Callbacks = [recorder] }, rows));
        Assert.IsEmpty(recorder.Calls);
    }

    [TestMethod]
    public void Fit_MissingAges_CanHaveNoNeighbors()
    {
        var rows = AgeRow.Rows(32);
        foreach (var row in rows.Take(10))
            row.Age = float.NaN;
        var incomplete = Losses(Small with { MissingValues = MissingValues.NoNeighbors }, rows);
        for (var i = 0; i < 10; i++)
            rows[i].Age = 1000 * (i + 1);
        var far = Losses(Small, rows);
        for (var step = 0; step < far.Count; step++)
            Assert.AreEqual(far[step], incomplete[step], 1e-5);
    }

    [TestMethod]
    public void Fit_BandwidthForAnotherNumberOfVariables_IsRefusedBeforeARowIsRead()
    {
        var recorder = new StepRecorder();
        var rows = AgeRow.Rows(32);
        rows[0].Age = float.NaN; // would be refused when read
        Error.Is<ArgumentException>(
            "Bandwidth must have as many variables as the auxiliary columns, 4 ('Age' takes 1, 'Site' takes 3, "
            + "one for each value of its key), but [1, 2] was given. "
            + "(Parameter 'Bandwidth')",
            () => Fit(
                Small with { AuxiliaryColumnNames = ["Age", "Site"], Bandwidth = new double[] { 1, 2 }, Callbacks = [recorder] }, rows));
        Assert.IsEmpty(recorder.Calls);
    }

    [TestMethod]
    public void Fit_BandwidthVectorAndMatrix_OfTheRightSizeTrain()
    {
        var rows = AgeRow.Rows(32);
        var names = Small with { AuxiliaryColumnNames = ["Age", "Born"] };
        var vector = Losses(names with { Bandwidth = new[] { 0.04, 0.04e14 } }, rows);
        var matrix = Losses(names with { Bandwidth = new[,] { { 0.04, 0 }, { 0, 0.04e14 } } }, rows);
        Assert.AreEqual(vector[0], matrix[0], 1e-6);
        Assert.AreNotEqual(Losses(Small, rows)[0], vector[0]);
    }

    [TestMethod]
    public void Fit_AuxiliaryColumnMissingOrOfAWrongType_SaysSoAtOnce()
    {
        const string Missing = "Could not find auxiliary column 'Weight' (Parameter 'inputSchema')";
        const string Mismatch =
            "Schema mismatch for auxiliary column 'Text': expected Single, Double, Int32, Boolean or Key, "
            + "or a vector of one of them of known size, got String; "
            + "make it a key with mlContext.Transforms.Conversion.MapValueToKey (Parameter 'inputSchema')";
        foreach (var (name, message) in new[] { ("Weight", Missing), ("Text", Mismatch) })
        {
            var view = AgeRow.View(AgeRow.Rows(4));
            var estimator = new MLContext(1).SelfSupervised.YAware("Embedding", "Features", Small with { AuxiliaryColumnNames = [name] });
            Error.Is<ArgumentOutOfRangeException>(message, () => estimator.Fit(view));
            Error.Is<ArgumentOutOfRangeException>(message, () => estimator.GetOutputSchema(SchemaShapes.Of(view)));
            var second = new MLContext(1).SelfSupervised.YAware(
                "Embedding", "Features", Small with { AuxiliaryColumnNames = ["Age", name] });
            Error.Is<ArgumentOutOfRangeException>(message, () => second.Fit(view));
            Error.Is<ArgumentOutOfRangeException>(message, () => second.GetOutputSchema(SchemaShapes.Of(view)));
        }
    }

    [TestMethod]
    public void Transform_WithoutTheAuxiliaryColumn_Works()
    {
        var rows = AgeRow.Rows(32);
        using var model = Fit(Small, rows);
        var expected = Embed(model, rows);
        var features = new MLContext(1).Transforms.SelectColumns("Features").Fit(AgeRow.View(rows)).Transform(AgeRow.View(rows));
        Embeddings.AreClose(expected, Embeddings.Of(model.Transform(features)));
    }

    private static EmbeddingTransformer Fit(YAwareOptions options, AgeRow[] rows) =>
        new MLContext(1).SelfSupervised.YAware("Embedding", "Features", options).Fit(AgeRow.View(rows));

    private static EmbeddingTransformer FitSimClr(int seed, AgeRow[] rows) =>
        new MLContext(1).SelfSupervised.SimClr("Embedding", "Features", new SimClrOptions
    {
        Encoder = Small.Encoder, Augmentations = Small.Augmentations, NumberOfEpochs = 40, BatchSize = 64, WarmupEpochs = 0,
        LearningRate = 3e-3,
        ProjectionHiddenDimension = 16, ProjectionOutputDimension = 8, Seed = seed, Device = "cpu",
    }).Fit(AgeRow.View(rows));

    private static List<double> Losses(YAwareOptions options, AgeRow[] rows)
    {
        var recorder = new StepRecorder();
        Fit(options with { Callbacks = [recorder] }, rows).Dispose();
        return recorder.Losses;
    }

    private static float[][] Embed(EmbeddingTransformer model, AgeRow[] rows) => Embeddings.Of(model.Transform(AgeRow.View(rows)));

    /// <summary>The mean difference in age between a row and the row whose embedding has the largest cosine with its own.</summary>
    private static double AgeDifferenceOfNeighbors(EmbeddingTransformer model, AgeRow[] rows)
    {
        var embeddings = Embed(model, rows);
        return Enumerable.Range(0, rows.Length).Average(i =>
        {
            var nearest = Enumerable.Range(0, rows.Length).Where(j => j != i).MaxBy(j => Cosine(embeddings[i], embeddings[j]));
            return (double)Math.Abs(rows[i].Age - rows[nearest].Age);
        });
    }

    private static double Cosine(float[] first, float[] second) =>
        Dot(first, second) / Math.Sqrt(Dot(first, first) * Dot(second, second));

    private static double Dot(float[] first, float[] second) => first.Zip(second, (a, b) => (double)a * b).Sum();
}

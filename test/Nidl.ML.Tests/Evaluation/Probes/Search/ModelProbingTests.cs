using Microsoft.ML;

namespace Nidl.ML.Tests.Evaluation;

[TestClass]
public sealed class ModelProbingTests
{
    private static readonly SimClrOptions Options = Tiny.Options with
    {
        NumberOfEpochs = 3,
        Encoder =
            new MlpEncoder { HiddenDimensions = [8], EmbeddingDimension = 4, Normalization = MlpNormalization.BatchNorm, Dropout = 0.2 },
    };

    [TestMethod]
    public void Fit_WithProbing_GivesTheSameEmbeddingsToTheBit()
    {
        using var plain = Tiny.Fit(new MLContext(1), Options);
        using var probed = Tiny.Fit(
            new MLContext(1), Options with { Callbacks = [Probing(test: true), Probing(test: false, name: "folds")] });
        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.OfNewImages(plain), Embeddings.OfNewImages(probed)));
        CollectionAssert.AreEqual(
            plain.History.Epochs.Select(epoch => epoch.Loss).ToArray(), probed.History.Epochs.Select(epoch => epoch.Loss).ToArray());
    }

    [TestMethod]
    public void Fit_LastProbing_IsWhatTheFittedTransformerGives()
    {
        var ml = new MLContext(1);
        using var transformer = Tiny.Fit(ml, Options with { Callbacks = [Probing(test: true)] });
        var key = ml.Transforms.Conversion.MapValueToKey("Label").Fit(Images.View(ml, 24));
        IDataView Embed(int seed) => key.Transform(transformer.Transform(Images.View(ml, 24, seed)));
        var expected = ml.SelfSupervised.EvaluateProbe(
            ml.SelfSupervised.KnnProbe("Label", "Embedding", new KnnOptions { NumberOfNeighbors = 3, Device = "cpu" }), Embed(1), Embed(5),
            "Label");
        foreach (var (metric, value) in expected.Values)
            Assert.AreEqual(value, transformer.History.Epochs[^1].Metrics![$"probe.{metric}"], 1e-12, metric.ToString());
    }

    [TestMethod]
    public void Fit_EveryTwoEpochs_ProbesThoseAndTheLast()
    {
        using var transformer = Tiny.Fit(
            new MLContext(1), Options with { NumberOfEpochs = 5, Callbacks = [Probing(test: true, every: 2)] });
        CollectionAssert.AreEqual(
            new[] { 2, 4, 5 }, transformer.History.Epochs.Where(epoch => epoch.Metrics is not null).Select(epoch => epoch.Epoch).ToArray());
    }

    [TestMethod]
    public void Fit_WithoutTestSet_ReportsMeanAndSpreadOfFolds()
    {
        using var transformer = Tiny.Fit(
            new MLContext(1), Options with { NumberOfEpochs = 1, Callbacks = [Probing(test: false, name: "cv")] });
        CollectionAssert.AreEquivalent(
            new[] { "cv.Accuracy", "cv.MacroAccuracy", "cv.LogLoss", "cv.Accuracy.Spread", "cv.MacroAccuracy.Spread", "cv.LogLoss.Spread" },
            transformer.History.Epochs[0].Metrics!.Keys.ToArray());
    }

    [TestMethod]
    public void Fit_LabelAndTaskOfAnInteger_AreProbed()
    {
        var ml = new MLContext(1);
        // A number of the class, which could be a quantity: it is not the column Label.
        var probing = new ModelProbing(ml, ml.SelfSupervised.KnnProbe("Number"), Images.View(ml, 24))
        {
            LabelColumnName = "Number", Task = ProbeTask.Regression, TestSet = Images.View(ml, 24, seed: 5),
        };
        using var transformer = Tiny.Fit(ml, Options with { NumberOfEpochs = 1, Callbacks = [probing] });
        CollectionAssert.AreEquivalent(
            new[] { "probe.RSquared", "probe.MeanAbsoluteError", "probe.RootMeanSquaredError" },
            transformer.History.Epochs[0].Metrics!.Keys.ToArray());
    }

    [TestMethod]
    public void Fit_StoppedBetweenTwoProbings_ProbesTheLastEpoch()
    {
        var stopper = new StepRecorder { AtEpochEnd = state => { if (state.Epoch == 2) state.RequestStop(); } };
        using var transformer = Tiny.Fit(
            new MLContext(1), Options with { NumberOfEpochs = 9, Callbacks = [stopper, Probing(test: true, every: 5)] });
        CollectionAssert.AreEqual(new[] { false, true }, transformer.History.Epochs.Select(epoch => epoch.Metrics is not null).ToArray());
    }

    [TestMethod]
    [DataRow(2)]
    [DataRow(3)]
    public void Fit_NumberOfFolds_IsHowOftenTheProbeIsFitted(int folds)
    {
        var ml = new MLContext(1);
        var probe = new CountingProbe(ml.SelfSupervised.KnnProbe());
        Tiny.Fit(
            ml, Options with { NumberOfEpochs = 1,
                Callbacks = [new ModelProbing(ml, probe, Images.View(ml, 24)) { NumberOfFolds = folds }] }).Dispose();
        Assert.AreEqual(folds, probe.Fits);
    }

    [TestMethod]
    public void Fit_Seed_DrawsTheFolds()
    {
        double Loss(int seed)
        {
            var ml = new MLContext(1);
            var probing = new ModelProbing(ml, ml.SelfSupervised.KnnProbe(), Images.View(ml, 24)) { NumberOfFolds = 2, Seed = seed };
            using var transformer = Tiny.Fit(ml, Options with { NumberOfEpochs = 1, Callbacks = [probing] });
            return transformer.History.Epochs[0].Metrics!["probe.LogLoss"];
        }
        Assert.AreEqual(Loss(1), Loss(1));
        Assert.AreNotEqual(Loss(1), Loss(2));
    }

    [TestMethod]
    public void SaveAndLoad_Always_KeepsTheFigures()
    {
        var ml = new MLContext(1);
        using var transformer = Tiny.Fit(ml, Options with { NumberOfEpochs = 1, Callbacks = [Probing(test: true)] });
        using var stream = new MemoryStream();
        ml.Model.Save(transformer, Images.View(ml, 1).Schema, stream);
        stream.Position = 0;
        using var loaded = (EmbeddingTransformer)Unwrap(ml.Model.Load(stream, out _));
        CollectionAssert.AreEquivalent(transformer.History.Epochs[0].Metrics!.ToArray(), loaded.History.Epochs[0].Metrics!.ToArray());

        static ITransformer Unwrap(ITransformer model) => model is IEnumerable<ITransformer> chain ? chain.Single() : model;
    }

    [TestMethod]
    public void Fit_WithProbing_LeavesNoTensor()
    {
        Tiny.Fit(new MLContext(1), Options with { Callbacks = [Probing(test: true)] }).Dispose();
        var live = TensorLeak.Live();
        Tiny.Fit(new MLContext(1), Options with { Callbacks = [Probing(test: true)] }).Dispose();
        Assert.AreEqual(live, TensorLeak.Live());
    }

    [TestMethod]
    public void State_CreateTransformer_IsACopyThatOutlivesTheTraining()
    {
        EmbeddingTransformer? copy = null;
        TrainingState? seen = null;
        var recorder = new StepRecorder { AtEpochEnd = state => (seen, copy) = (state, copy ?? state.CreateTransformer()) };
        using var transformer = Tiny.Fit(new MLContext(1), Options with { Callbacks = [recorder] });
        using (copy)
        {
            Assert.HasCount(1, copy!.History.Epochs);
            Assert.IsFalse(Embeddings.AreBitEqual(Embeddings.OfNewImages(copy), Embeddings.OfNewImages(transformer)));
        }
        Error.Is<InvalidOperationException>(
            "A transformer can be created while a training runs, but none is under way.", () => seen!.CreateTransformer());
    }

    [TestMethod]
    public void State_Report_BeforeTheFirstEpoch_Throws()
    {
        var recorder = new StepRecorder { AtFitStart = state => state.Report("x", 1) };
        Error.Is<InvalidOperationException>(
            "A figure belongs to a finished epoch, but 'x' was reported before the first.",
            () => Tiny.Fit(new MLContext(1), Options with { Callbacks = [recorder] }));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Fit_OneClassOnly_IsRefusedBeforeTheFirstStep(bool hasTestSet)
    {
        var ml = new MLContext(1);
        var one = ml.Data.LoadFromEnumerable(Images.Rows(24).Take(1).SelectMany(row => Enumerable.Repeat(row, 24)));
        var probing = new ModelProbing(ml, ml.SelfSupervised.KnnProbe(), one) { TestSet = hasTestSet ? one : null };
        var recorder = new StepRecorder();
        Error.Is<ArgumentException>(
            "A probe needs at least 2 classes in column 'Label', but there is 1. (Parameter 'labelColumnName')",
            () => Tiny.Fit(ml, Options with { Callbacks = [recorder, probing] }));
        CollectionAssert.AreEqual(new[] { "start" }, recorder.Calls);
    }

    [TestMethod]
    public void Fit_LinearProbeOfANumber_IsMeasured()
    {
        var ml = new MLContext(1);
        var images = Images.View(ml, 24);
        var numbered = ml.Transforms.Conversion.ConvertType("Number", outputKind: Microsoft.ML.Data.DataKind.Single).Fit(images)
            .Transform(images);
        var probing = new ModelProbing(
            ml, ml.SelfSupervised.LinearProbe("Number", task: ProbeTask.Regression), numbered) { LabelColumnName = "Number" };
        using var transformer = Tiny.Fit(ml, Options with { Callbacks = [probing] });
        foreach (var epoch in transformer.History.Epochs)
        {
            // Never much worse than the mean of the labels: the strength is chosen for each fold.
            Assert.IsGreaterThan(-1, epoch.Metrics!["probe.RSquared"]);
            Assert.IsGreaterThanOrEqualTo(0, epoch.Metrics["probe.RSquared.Spread"]);
        }
    }

    private static ModelProbing Probing(bool test, int every = 1, string name = "probe")
    {
        var ml = new MLContext(1);
        return new ModelProbing(
            ml, ml.SelfSupervised.KnnProbe(options: new KnnOptions { NumberOfNeighbors = 3, Device = "cpu" }), Images.View(ml, 24))
        {
            TestSet = test ? Images.View(ml, 24, seed: 5) : null, EveryEpochs = every, Name = name, NumberOfFolds = 3,
        };
    }

    private sealed class CountingProbe(IEstimator<ITransformer> probe) : IEstimator<ITransformer>
    {
        public int Fits { get; private set; }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => probe.GetOutputSchema(inputSchema);

        public ITransformer Fit(IDataView input)
        {
            Fits++;
            return probe.Fit(input);
        }
    }
}

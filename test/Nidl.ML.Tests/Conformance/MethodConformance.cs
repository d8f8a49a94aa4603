using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Tests.Conformance;

/// <summary>What every method's estimator keeps: derive a test class for each, and say how it is made.</summary>
/// <typeparam name="TOptions">The method's options.</typeparam>
[TestCategory(TestDevice.Category)]
public abstract class MethodConformance<TOptions>
    where TOptions : TrainingOptions
{
    /// <summary>Gets the method's name as models carry it.</summary>
    protected abstract string Method { get; }

    /// <summary>Gets options of a small network with narrow projections; what follows is set by the tests.</summary>
    protected abstract TOptions Narrow { get; }

    /// <summary>Creates the estimator that maps the column Image to Embedding.</summary>
    protected abstract SelfSupervisedEstimator<TOptions> Create(MLContext ml, TOptions options);

    [TestMethod]
    public void Fit_AHundredAndTwentySteps_LossFalls()
    {
        var recorder = new StepRecorder();
        using var model = Fit(Small with { NumberOfEpochs = 40, LearningRate = 3e-3, Callbacks = [recorder] });
        Assert.HasCount(120, recorder.Losses);
        var (first, last) = (recorder.Losses.Take(15).Average(), recorder.Losses.TakeLast(15).Average());
        Assert.IsLessThan(first - 0.05 * Math.Abs(first), last, $"from {first} to {last}");
    }

    [TestMethod]
    public void Fit_Embeddings_AreFiniteAndDiffer()
    {
        using var model = Fit(Small);
        var embeddings = Embeddings.OfNewImages(model);
        Assert.HasCount(20, embeddings);
        foreach (var row in embeddings)
        {
            Assert.HasCount(4, row);
            Assert.IsTrue(row.All(float.IsFinite));
        }
        Assert.IsGreaterThan(0, embeddings.Max(row => row[0]) - embeddings.Min(row => row[0]));
    }

    [TestMethod]
    public void Fit_SameSeed_GivesBitEqualEmbeddings()
    {
        using var model = Fit(Small);
        using var again = Fit(Small);
        using var other = Fit(Small with { Seed = 2 });
        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.OfNewImages(model), Embeddings.OfNewImages(again)));
        Assert.IsFalse(Embeddings.AreBitEqual(Embeddings.OfNewImages(model), Embeddings.OfNewImages(other)));
    }

    [TestMethod]
    public void GetOutputSchema_Promise_IsDelivered()
    {
        var ml = new MLContext(1);
        var images = Images.View(ml, 24);
        var estimator = Create(ml, Small);
        var promised = estimator.GetOutputSchema(SchemaShapes.Of(images));
        using var model = estimator.Fit(images);
        CollectionAssert.AreEqual(SchemaShapes.Describe(SchemaShapes.Of(model.Transform(images))), SchemaShapes.Describe(promised));
    }

    [TestMethod]
    public void Fit_Model_CarriesTheMethodsName()
    {
        using var model = Fit(Small);
        ReadOnlyMemory<char> name = default;
        model.GetOutputSchema(Images.View(new MLContext(1), 2).Schema)["Embedding"].Annotations.GetValue("Nidl.Method", ref name);
        Assert.AreEqual(Method, name.ToString());
    }

    [TestMethod]
    public void Fit_TenSteps_LeavesNoTensors()
    {
        Fit(Small).Dispose();
        var before = TensorLeak.Live();
        Fit(Small with { NumberOfEpochs = 4 }).Dispose();
        Assert.AreEqual(before, TensorLeak.Live());
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow(3)]
    public void Fit_InterruptedAndResumed_GivesTheWeightsOfAnUninterruptedRun(int? microBatchSize)
    {
        var options = Small with
        {
            Encoder = new MlpEncoder { HiddenDimensions = [8], EmbeddingDimension = 4, Normalization = MlpNormalization.BatchNorm,
                Dropout = 0.3 },
            MicroBatchSize = microBatchSize, NumberOfEpochs = 3, LearningRate = 0.01,
        };
        using var folder = new TemporaryFolder();
        using var whole = Fit(options);
        var interruption = new StepRecorder { AtStepEnd = state => { if (state.Step == 6) throw new TimeoutException(); } };
        Assert.ThrowsExactly<TimeoutException>(() => Fit(options with
        {
            Checkpoints = new() { Folder = folder.Path, EverySteps = 1 }, Callbacks = [interruption],
        }));
        using var resumed = Fit(options with { ResumeFrom = folder.Path });
        CollectionAssert.AreEqual(FinalWeights.Of(whole), FinalWeights.Of(resumed));
        Assert.AreEqual(9, resumed.History.Epochs[^1].Steps);
    }

    [TestMethod]
    public void Estimator_Properties_AreWhatWasGiven()
    {
        var options = Small;
        var estimator = Create(new MLContext(1), options);
        Assert.AreEqual("Embedding", estimator.OutputColumnName);
        Assert.AreEqual("Image", estimator.InputColumnName);
        Assert.AreSame(options, estimator.Options);
        Assert.IsTrue(estimator.GetType().IsSealed);
    }

    private TOptions Small => Narrow with
    {
        Encoder = new MlpEncoder { HiddenDimensions = [8], EmbeddingDimension = 4 },
        Augmentations = [new GaussianNoise { StandardDeviation = 0.05 }],
        SecondViewAugmentations = null,
        NumberOfEpochs = 2,
        BatchSize = 8,
        WarmupEpochs = 0,
        Seed = 1,
        Device = TestDevice.Name,
    };

    private EmbeddingTransformer Fit(TOptions options)
    {
        var ml = new MLContext(1);
        return Create(ml, options).Fit(Images.View(ml, 24));
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML.Tests;

namespace Nidl.ML.Interop.Tests.Onnx;

/// <summary>
/// Whole chains by ML.NET's ConvertToOnnx: ONNX Runtime alone goes from the source columns to the labels that the chain predicts.
/// </summary>
[TestClass]
public sealed class ChainOnnxTests
{
    private static readonly ConvNet2d s_network = new() { HiddenChannels = [4], Strides = [1, 2], EmbeddingDimension = 6 };

    private static readonly MlpEncoder s_table = new()
    {
        HiddenDimensions = [12, 12], EmbeddingDimension = 6, Normalization = MlpNormalization.LayerNorm, Residual = true,
    };

    private static readonly Dictionary<string, Func<MLContext, IEstimator<ITransformer>>> s_ends = new()
    {
        ["LightGbm"] = ml => Kinds(ml, ml.MulticlassClassification.Trainers.LightGbm("Label", "Embedding", numberOfIterations: 20)),
        ["FastTree"] = ml => ml.BinaryClassification.Trainers.FastTree("IsTop", "Embedding", numberOfTrees: 20),
        ["FastTree, one versus all"] = ml => Kinds(ml, ml.MulticlassClassification.Trainers.OneVersusAll(
            ml.BinaryClassification.Trainers.FastTree("Label", "Embedding", numberOfTrees: 20))),
        ["maximum entropy"] = ml => Kinds(ml, ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Label", "Embedding")),
        ["k-NN"] = ml => Kinds(ml, ml.SelfSupervised.KnnProbe("Label", "Embedding", new KnnOptions { NumberOfNeighbors = 7 })),
        ["linear"] = ml => Kinds(ml, ml.SelfSupervised.LinearProbe("Label", "Embedding")),
        ["perceptron"] = ml => Kinds(
            ml, ml.SelfSupervised.MlpProbe("Label", "Embedding", new MlpProbeOptions { NumberOfEpochs = 10, Device = "cpu" })),
        ["k-NN, two classes"] = ml => ml.SelfSupervised.KnnProbe("IsTop", "Embedding"),
    };

    private static IDataView s_rows = null!;
    private static EmbeddingTransformer s_image = null!;
    private static EmbeddingTransformer s_values = null!;

    public static IEnumerable<object[]> Ends => s_ends.Keys.Select(name => new object[] { name });

    [ClassInitialize]
    public static void Train(TestContext context)
    {
        var ml = new MLContext(1);
        s_rows = Sample.View(ml, 1000, seed: 9);
        s_image = Estimator(ml, s_network).Fit(Sample.View(ml, 60));
        s_values = Estimator(ml, s_table).Fit(Sample.View(ml, 60));
    }

    [ClassCleanup]
    public static void Clean()
    {
        s_image.Dispose();
        s_values.Dispose();
    }

    [TestMethod]
    [DynamicData(nameof(Ends))]
    public void ConvertToOnnx_ChainFromPixelsToLabels_PredictsWhatItPredicts(string end)
    {
        var ml = new MLContext(1);
        var model = Chain(ml, s_image, end);

        using var runtime = new RuntimeModel(Export(ml, model));

        CollectionAssert.AreEquivalent(s_rows.Schema.Select(column => column.Name).ToArray(), runtime.Inputs.ToArray());
        Predictions.AreEqual(model.Transform(s_rows), runtime, s_rows, batch: 7, ".output");
        var few = ml.Data.TakeRows(s_rows, 20);
        Predictions.AreEqual(model.Transform(few), runtime, few, batch: 1, ".output");
    }

    [TestMethod]
    public void ConvertToOnnx_OnePipelineFromRawPixels_PredictsAsBeforeAndAfterLoading()
    {
        var ml = new MLContext(1);
        var (training, rows) = (FlatSample.View(ml, 120), FlatSample.View(ml, 1000, seed: 9));
        using var model = ml.Transforms.NormalizeMinMax("Scaled", "Pixels")
            .Append(ml.SelfSupervised.SimClr("Embedding", "Scaled", Tiny.Options with { Encoder = s_network, InputShape = [1, 6, 6] }))
            .Append(s_ends["LightGbm"](ml)).Fit(training);
        using var file = new MemoryStream();
        ml.Model.Save(model, training.Schema, file);
        file.Position = 0;
        using var loaded = (IDisposable)new MLContext().Model.Load(file, out _);

        foreach (var chain in new[] { model, (ITransformer)loaded })
        {
            using var onnx = new MemoryStream();
            ml.Model.ConvertToOnnx(chain, training, onnx, "Score", "PredictedLabel");
            using var runtime = new RuntimeModel(onnx.ToArray());
            CollectionAssert.AreEquivalent(new[] { "Pixels", "Kind" }, runtime.Inputs.ToArray());
            Predictions.AreEqual(model.Transform(rows), runtime, rows, batch: 7, ".output");
        }
    }

    [TestMethod]
    [DataRow("LightGbm")]
    [DataRow("FastTree")]
    [DataRow("maximum entropy")]
    [DataRow("k-NN")]
    [DataRow("perceptron")]
    public void ConvertToOnnx_LoadedChain_GivesTheSameFile(string end)
    {
        var ml = new MLContext(1);
        var model = Chain(ml, s_image, end);
        using var file = new MemoryStream();
        ml.Model.Save(model, s_rows.Schema, file);
        file.Position = 0;

        var other = new MLContext();
        var loaded = other.Model.Load(file, out _);

        CollectionAssert.AreEqual(Export(ml, model), Export(other, loaded));
        ((IDisposable)loaded).Dispose();
    }

    [TestMethod]
    [DataRow(9)]
    [DataRow(10)]
    [DataRow(11)]
    [DataRow(12)]
    public void ConvertToOnnx_EveryVersionOfTheOperators_GivesOurValues(int version)
    {
        var ml = new MLContext(1);
        var transformer = new VisionTransformer3d { PatchSize = 1, EmbeddingDimension = 6, Depth = 1 };
        var options = Tiny.Options with { Encoder = transformer, InputShape = [1, 1, 6, 6] };
        using var volumes = ml.SelfSupervised.SimClr("Embedding", "Image", options).Fit(Sample.View(ml, 60));
        foreach (var encoder in new[] { s_image, s_values, volumes })
        {
            using var runtime = new RuntimeModel(Export(ml, Chain(ml, encoder, "maximum entropy"), version));
            Embeddings.AreClose(Embeddings.Of(encoder.Transform(s_rows)), runtime.Run("Embedding.output", s_rows, batch: 100));
        }
    }

    [TestMethod]
    public void ConvertToOnnx_NearestNeighborsInOlderVersions_IsRefusedByName()
    {
        var ml = new MLContext(1);
        var model = Chain(ml, s_image, "k-NN");
        using var file = new MemoryStream();
        var failure = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ml.Model.ConvertToOnnx(model, s_rows, 10, file));
        Assert.Contains(
            "Requested OpSet version 10 is lower than the k-nearest-neighbor probe's minimum OpSet version requirement: 11",
            failure.Message);
        Assert.AreEqual(0, file.Length);
    }

    [TestMethod]
    public void ConvertToOnnx_PreprocessedVolumes_AreRefusedByName()
    {
        var ml = new MLContext(1);
        var model = ml.SelfSupervised.PreprocessVolumes("Volume", [new CropOrPad { TargetShape = [2, 2, 2] }], "Image", [1, 4, 3, 3])
            .Fit(s_rows);
        var failure = Assert.ThrowsExactly<NotSupportedException>(() => Export(ml, model));
        Assert.AreEqual(
            "An ONNX model must compute each column, but what makes 'Volume' of the volumes has no ONNX form; "
            + "export what follows, and give it 'Volume'.", failure.Message);
    }

    [TestMethod]
    public void ConvertToOnnx_TwoEmbeddings_AreBothOurs()
    {
        var ml = new MLContext(1);
        using var twin = Estimator(ml, s_network, "Second").Fit(Sample.View(ml, 30));
        var model = s_image.Append(twin).Append(
            ml.Transforms.Concatenate("Features", "Embedding", "Second").Fit(twin.Transform(s_image.Transform(s_rows))));

        using var runtime = new RuntimeModel(Export(ml, model));

        Embeddings.AreClose(Embeddings.Of(model.Transform(s_rows), "Features"), runtime.Run("Features.output", s_rows, batch: 100));
    }

    [TestMethod]
    public void ApplyOnnxModel_OfTheExportedChain_PredictsWhatTheChainPredicts()
    {
        var ml = new MLContext(1);
        var model = Chain(ml, s_image, "LightGbm");
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["model.onnx"], Export(ml, model));
        var few = ml.Data.TakeRows(s_rows, 20);

        var applied = ml.Transforms.ApplyOnnxModel(
            ["Score.output", "PredictedLabel.output"], ["Image", "Kind", "IsTop", "Number"], folder["model.onnx"]).Fit(few).Transform(few);

        Embeddings.AreClose(Embeddings.Of(model.Transform(few), "Score"), Embeddings.Of(applied, "Score"));
        CollectionAssert.AreEqual(
            model.Transform(few).GetColumn<string>("PredictedLabel").ToArray(),
            applied.GetColumn<ReadOnlyMemory<char>[]>("PredictedLabel").Select(label => label.Single().ToString()).ToArray());
    }

    private static SimClrEstimator Estimator(MLContext ml, Encoder encoder, string output = "Embedding") =>
        ml.SelfSupervised.SimClr(output, "Image", Tiny.Options with { Encoder = encoder });

    private static IEstimator<ITransformer> Kinds(MLContext ml, IEstimator<ITransformer> trainer) =>
        ml.Transforms.Conversion.MapValueToKey("Label", "Kind").Append(trainer)
            .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));

    private static ITransformer Chain(MLContext ml, EmbeddingTransformer encoder, string end) =>
        encoder.Append(s_ends[end](ml).Fit(encoder.Transform(Sample.View(ml, 120))));

    private static byte[] Export(MLContext ml, ITransformer model, int version = 12)
    {
        using var file = new MemoryStream();
        ml.Model.ConvertToOnnx(model, s_rows, version, file);
        return file.ToArray();
    }
}

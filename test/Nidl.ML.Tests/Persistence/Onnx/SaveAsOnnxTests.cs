using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Onnx;

/// <summary>What our ONNX files hold. That ONNX Runtime computes our values with them is tested beside it.</summary>
[TestClass]
public sealed class SaveAsOnnxTests
{
    private static readonly ConvNet2d s_network = new() { HiddenChannels = [3], Strides = [2, 1], EmbeddingDimension = 4 };

    [TestMethod]
    public void SaveAsOnnx_Encoder_HasTheColumnsAndAnyNumberOfRows()
    {
        using var transformer = Fit(s_network);
        var model = OnnxModels.Read(file => transformer.SaveAsOnnx(file));
        Assert.AreEqual(8, model.IrVersion);
        Assert.AreEqual((17L, ""), (model.OpsetImport.Single().Version, model.OpsetImport.Single().Domain));
        Assert.AreEqual("Image: Float N, 1, 6, 6", OnnxModels.Describe(model.Graph.Input.Single()));
        Assert.AreEqual("Embedding: Float N, 4", OnnxModels.Describe(model.Graph.Output.Single()));
        Assert.AreEqual(
            "Reshape Conv BatchNormalization Relu Conv BatchNormalization Relu GlobalAveragePool Flatten Identity",
            OnnxModels.Operators(model));
        OnnxModels.AssertIsWellFormed(model.Graph);
        Assert.AreEqual("SimCLR", model.MetadataProps.Single(note => note.Key == "nidl.method").Value);
    }

    [TestMethod]
    public void SaveAsOnnx_Weights_HaveNamesAndValuesOfTheState()
    {
        using var transformer = Fit(s_network);
        var constants = OnnxModels.Read(file => transformer.SaveAsOnnx(file)).Graph.Initializer.ToDictionary(constant => constant.Name);
        transformer.FrozenNetwork.Use(module =>
        {
            var state = module.state_dict().Where(entry => !entry.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)).ToArray();
            CollectionAssert.AreEquivalent(state.Select(entry => entry.Key).Append("shape").ToArray(), constants.Keys);
            foreach (var (name, values) in state)
            {
                CollectionAssert.AreEqual(values.shape, constants[name].Dims);
                CollectionAssert.AreEqual(values.bytes.ToArray(), constants[name].RawData.ToByteArray());
            }
        });
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void SaveAsOnnx_EqualWeights_GivesEqualBytes(bool folds)
    {
        using var transformer = Fit(s_network);
        using var other = transformer.WithWeights(new MemoryStream(OnnxModels.Write(transformer.SaveWeights)));
        using var unlike = Fit(s_network, seed: 2);
        var file = OnnxModels.Write(stream => transformer.SaveAsOnnx(stream, folds));
        CollectionAssert.AreEqual(file, OnnxModels.Write(stream => other.SaveAsOnnx(stream, folds)));
        CollectionAssert.AreNotEqual(file, OnnxModels.Write(stream => unlike.SaveAsOnnx(stream, folds)));
    }

    [TestMethod]
    public void SaveAsOnnx_FoldedNormalization_IsPartOfTheLayerBefore()
    {
        using var transformer = Fit(s_network);
        var model = OnnxModels.Read(file => transformer.SaveAsOnnx(file, foldBatchNormalization: true));
        Assert.AreEqual("Reshape Conv Relu Conv Relu GlobalAveragePool Flatten Identity", OnnxModels.Operators(model));
        OnnxModels.AssertIsWellFormed(model.Graph);
    }

    [TestMethod]
    public void SaveAsOnnx_ColumnOfTheInputsName_HasAnotherNameInTheModel()
    {
        using var transformer = new MLContext(1).SelfSupervised.SimClr("Features", "Features", Tiny.Options).Fit(VectorView.Random(8, 3));
        var graph = OnnxModels.Read(file => transformer.SaveAsOnnx(file)).Graph;
        Assert.AreEqual("Features: Float N, 3", OnnxModels.Describe(graph.Input.Single()));
        Assert.AreEqual("Features.output: Float N, 4", OnnxModels.Describe(graph.Output.Single()));
        OnnxModels.AssertIsWellFormed(graph);
    }

    [TestMethod]
    public void SaveAsOnnx_ColumnsOfInnerNames_AreKeptApart()
    {
        using var transformer = new MLContext(1).SelfSupervised.SimClr("layers.0.weight", "Gemm_2", Tiny.Options)
            .Fit(Renamed(VectorView.Random(8, 3), "Gemm_2"));
        var graph = OnnxModels.Read(file => transformer.SaveAsOnnx(file)).Graph;
        Assert.AreEqual("Gemm_2", graph.Input.Single().Name);
        Assert.AreEqual("layers.0.weight.output", graph.Output.Single().Name);
        OnnxModels.AssertIsWellFormed(graph);
    }

    [TestMethod]
    public void SaveAsOnnx_Path_ReplacesTheFileWhole()
    {
        using var folder = new TemporaryFolder();
        using var transformer = Fit(s_network);
        File.WriteAllText(folder["encoder.onnx"], "old");
        transformer.SaveAsOnnx(folder["encoder.onnx"]);
        CollectionAssert.AreEqual(OnnxModels.Write(file => transformer.SaveAsOnnx(file)), File.ReadAllBytes(folder["encoder.onnx"]));
        Assert.HasCount(1, Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public void SaveAsOnnx_CustomEncoder_IsRefusedByNameAndNothingIsWritten()
    {
        var encoder = CustomEncoder.Register("onnx-refused", shape => nn.Sequential(nn.Flatten(), nn.Linear(shape.Size, 4)));
        AssertRefused(encoder, "CustomEncoder { Name = onnx-refused }");
    }

    [TestMethod]
    public void SaveAsOnnx_TorchScriptEncoder_IsRefusedByNameAndNothingIsWritten() =>
        AssertRefused(TorchScripts.Tanh, TorchScripts.Tanh.ToString());

    [TestMethod]
    public void SaveAsOnnx_LayerThatIsNotKnown_IsNamed()
    {
        using var network = nn.Sequential(("first", nn.Linear(3, 3)), ("second", nn.Tanh()));
        var layers = new OnnxLayers(new OnnxFile(), network, foldsNormalization: false);
        Assert.AreEqual(
            "ONNX must be told what each layer computes, but layer 'second' of the network is a Tanh, which the export does not know.",
            Assert.ThrowsExactly<NotSupportedException>(() => layers.Apply("x", network)).Message);
    }

    [TestMethod]
    public void Write_MoreThanTheFormatAllows_IsRefusedBeforeAByteIsWritten()
    {
        using var values = zeros(1).expand(600_000_000); // takes no memory
        var model = new OnnxFile();
        model.AddConstant("weight", values);
        using var file = new MemoryStream();
        Assert.Contains(
            "An ONNX file must have at most 2147483647 bytes, but that of this encoder would have 24000000",
            Assert.ThrowsExactly<NotSupportedException>(() => model.Write(file, "encoder", [])).Message);
        Assert.AreEqual(0, file.Length);
    }

    [TestMethod]
    public void SaveAsOnnx_Disposed_Throws()
    {
        var transformer = Fit(s_network);
        transformer.Dispose();
        using var folder = new TemporaryFolder();
        Assert.ThrowsExactly<ObjectDisposedException>(() => transformer.SaveAsOnnx(folder["encoder.onnx"]));
        Assert.IsEmpty(Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public void SaveAsOnnx_Twice_LeavesNoTensor()
    {
        using var transformer = Fit(s_network);
        OnnxModels.Write(file => transformer.SaveAsOnnx(file, foldBatchNormalization: true));
        var live = TensorLeak.Live();
        OnnxModels.Write(file => transformer.SaveAsOnnx(file, foldBatchNormalization: true));
        Assert.AreEqual(live, TensorLeak.Live());
    }

    [TestMethod]
    public void SaveAsOnnx_Probe_HasThePredictionsColumns()
    {
        var ml = new MLContext(1);
        var rows = ml.Transforms.Conversion.MapValueToKey("Label").Fit(Images.View(ml, 12)).Transform(Images.View(ml, 12));
        using var probe = ml.SelfSupervised.KnnProbe("Label", "Image").Fit(rows);
        var model = OnnxModels.Read(probe.SaveAsOnnx);
        Assert.AreEqual("Image: Float N, 36", OnnxModels.Describe(model.Graph.Input.Single()));
        CollectionAssert.AreEqual(
            new[] { "PredictedLabel: Uint32 N, 1", "Score: Float N, 3" }, model.Graph.Output.Select(OnnxModels.Describe).ToArray());
        Assert.AreEqual("""["class 0","class 1","class 2"]""", model.MetadataProps.Single(note => note.Key == "nidl.classes").Value);
        OnnxModels.AssertIsWellFormed(model.Graph);
    }

    private static EmbeddingTransformer Fit(Encoder encoder, int seed = 1) =>
        Tiny.Fit(new MLContext(1), Tiny.Options with { Encoder = encoder, InputShape = [1, 6, 6], Seed = seed });

    private static IDataView Renamed(VectorView view, string name) =>
        new MLContext(1).Transforms.CopyColumns(name, "Features").Fit(view).Transform(view);

    private static void AssertRefused(Encoder encoder, string name)
    {
        using var folder = new TemporaryFolder();
        using var transformer = Tiny.FitVectors(VectorView.Random(8, 36), Tiny.Options with { Encoder = encoder });
        var failure = Assert.ThrowsExactly<NotSupportedException>(() => transformer.SaveAsOnnx(folder["encoder.onnx"]));
        Assert.AreEqual(
            $"Column 'Embedding' can be computed in an ONNX model if its encoder is one of Nidl.ML's own, but it is a {name}, "
            + "of which Nidl.ML does not know what it computes.", failure.Message);
        Assert.IsEmpty(Directory.GetFiles(folder.Path));
        using var stream = new MemoryStream();
        Assert.ThrowsExactly<NotSupportedException>(() => transformer.SaveAsOnnx(stream));
        Assert.AreEqual(0, stream.Length);
    }
}

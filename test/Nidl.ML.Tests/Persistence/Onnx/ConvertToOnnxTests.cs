using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML.Tests.Npy;
using Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Onnx;

/// <summary>
/// What ML.NET's ConvertToOnnx makes of chains that we are part of. That ONNX Runtime computes the chain's values with it is tested beside
/// it.
/// </summary>
[TestClass]
public sealed class ConvertToOnnxTests
{
    private readonly MLContext _ml = new(1);

    [TestMethod]
    public void ConvertToOnnx_Chain_HasExactlyTheSourceColumnsAsInputs()
    {
        using var encoder = Tiny.Fit(_ml);
        var rows = Images.View(_ml, 12);
        var label = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(rows);
        using var probe = _ml.SelfSupervised.LinearProbe("Label", "Embedding").Fit(encoder.Transform(label.Transform(rows))) as IDisposable;

        var model = Convert(label.Append(encoder).Append((ITransformer)probe!), rows);

        Assert.AreEqual("Image Label Number", string.Join(' ', model.Graph.Input.Select(input => input.Name)));
        // ML.NET adds an output for each column with slot names.
        var outputs = model.Graph.Output.Select(output => output.Name).Where(name => !name.StartsWith("mlnet.", StringComparison.Ordinal));
        Assert.AreEqual(
            "Image.output Label.output Number.output Embedding.output PredictedLabel.output Score.output", string.Join(' ', outputs));
        OnnxModels.AssertIsWellFormed(model.Graph);
    }

    [TestMethod]
    public void ConvertToOnnx_Nodes_AreOfTheStandardDomainAndBeginWithTheColumn()
    {
        using var encoder = Tiny.Fit(_ml);
        var model = Convert(encoder, Images.View(_ml, 2), "Embedding");
        var own = model.Graph.Node.Where(node => node.Name.StartsWith("Embedding/", StringComparison.Ordinal)).ToArray();
        Assert.AreEqual("Reshape Flatten Gemm Relu Gemm Identity", string.Join(' ', own.Select(node => node.OpType)));
        Assert.IsTrue(own.All(node => node.Domain.Length == 0));
        Assert.AreEqual(12, model.OpsetImport.Single(set => set.Domain.Length == 0).Version);
    }

    [TestMethod]
    public void ConvertToOnnx_ColumnsOfInnerNames_AreKeptApart()
    {
        using var encoder = Tiny.Fit(_ml);
        var rows = _ml.Transforms.CopyColumns("Embedding/Relu_3", "Image").Append(_ml.Transforms.CopyColumns("Embedding/shape", "Number"))
            .Fit(Images.View(_ml, 2)).Transform(Images.View(_ml, 2));
        var graph = Convert(encoder, rows).Graph;
        OnnxModels.AssertIsWellFormed(graph);
        var copied = graph.Node.Single(node => node.Output.Contains("Embedding/Relu_3.output"));
        Assert.AreEqual("Image", graph.Node.Single(node => node.Output.Contains(copied.Input.Single())).Input.Single());
    }

    [TestMethod]
    public void ConvertToOnnx_ProbeOverEmbeddedRows_GoesBackToTheSource()
    {
        using var encoder = Tiny.Fit(_ml);
        var rows = Images.View(_ml, 12);
        var embedded = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(rows).Transform(encoder.Transform(rows));
        using var probe = _ml.SelfSupervised.KnnProbe("Label", "Embedding").Fit(embedded);
        Assert.AreEqual("Image Label Number", string.Join(' ', Convert(probe, embedded).Graph.Input.Select(input => input.Name)));
    }

    [TestMethod]
    public void ConvertToOnnx_CustomEncoder_IsRefusedByNameAndNothingIsWritten()
    {
        var encoder = CustomEncoder.Register("onnx-chain-refused", shape => nn.Sequential(nn.Flatten(), nn.Linear(shape.Size, 4)));
        AssertRefused(encoder, "CustomEncoder { Name = onnx-chain-refused }");
    }

    [TestMethod]
    public void ConvertToOnnx_TorchScriptEncoder_IsRefusedByNameAndNothingIsWritten() =>
        AssertRefused(TorchScripts.Tanh, TorchScripts.Tanh.ToString());

    [TestMethod]
    public void ConvertToOnnx_LoadedArrays_AreRefusedByName()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["a.npy"], NpyFile.OfSingles("(2,)", 1, 2));
        var rows = _ml.Data.LoadFromEnumerable(new[] { new Named { Path = folder["a.npy"] } });
        var model = _ml.SelfSupervised.LoadArrays("Array", "Path").Append(_ml.Transforms.CopyColumns("Copy", "Array")).Fit(rows);
        Error.Is<NotSupportedException>(
            "An ONNX model must compute its columns from values, but column 'Array' is loaded from files; "
            + "export what follows, and give it the arrays.",
            () => Convert(model, rows));
    }

    [TestMethod]
    public void ConvertToOnnx_LoadedImages_AreRefusedByName()
    {
        using var files = new ImageFiles();
        var rows = _ml.Data.LoadFromEnumerable(new[] { new Named { Path = Path.Combine(files.Folder, files.Write(1)) } });
        var model = _ml.SelfSupervised.LoadImages("Pixels", "Path", [3, 6, 8]).Fit(rows);
        Error.Is<NotSupportedException>(
            "An ONNX model must compute its columns from values, but column 'Pixels' is loaded from files; "
            + "export what follows, and give it the pixels.",
            () => Convert(model, rows));
    }

    [TestMethod]
    public void ConvertToOnnx_TransformBeforeThatCannotTakePart_IsToldByTheColumnThatIsMissing()
    {
        var twice = _ml.Transforms.CustomMapping<ImageRow, Bright>(
            (row, bright) => bright.Pixels = [.. row.Image.Select(value => 2 * value)], null);
        var rows = Images.View(_ml, 24);
        var model = twice.Append(_ml.SelfSupervised.SimClr("Embedding", "Pixels", Tiny.Options)).Fit(rows);
        Error.Is<NotSupportedException>(
            "Column 'Pixels' must be computed in the ONNX model, since 'Embedding' is computed from it, "
            + "but a transform before has no ONNX form.",
            () => Convert(model, rows));
        model.Dispose();
    }

    [TestMethod]
    public void ConvertToOnnx_Twice_LeavesNoTensor()
    {
        using var encoder = Tiny.Fit(_ml);
        Convert(encoder, Images.View(_ml, 2));
        var live = TensorLeak.Live();
        Convert(encoder, Images.View(_ml, 2));
        Assert.AreEqual(live, TensorLeak.Live());
    }

    private ModelProto Convert(ITransformer model, IDataView rows, params string[] columns) => OnnxModels.Read(file =>
    {
        if (columns.Length == 0)
            _ml.Model.ConvertToOnnx(model, rows, file);
        else
            _ml.Model.ConvertToOnnx(model, rows, file, columns);
    });

    private void AssertRefused(Encoder encoder, string name)
    {
        using var transformer = Tiny.Fit(_ml, Tiny.Options with { Encoder = encoder });
        using var file = new MemoryStream();
        Error.Is<NotSupportedException>(
            $"Column 'Embedding' can be computed in an ONNX model if its encoder is one of Nidl.ML's own, but it is a {name}, "
            + "of which Nidl.ML does not know what it computes.", () => _ml.Model.ConvertToOnnx(transformer, Images.View(_ml, 2), file));
        Assert.AreEqual(0, file.Length);
    }

    private sealed class Named
    {
        public string Path { get; set; } = "";
    }

    private sealed class Bright
    {
        [VectorType(1, 6, 6)]
        public float[] Pixels { get; set; } = [];
    }
}

using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;
using Nidl.ML.Tests;

namespace Nidl.ML.Interop.Tests.Onnx;

/// <summary>What ML.NET 5.0.1 itself does wrong in ConvertToOnnx, without us, and what works instead, as docs/deploying.md tells.</summary>
[TestClass]
public sealed class MLNetFaultTests
{
    private readonly MLContext _ml = new(1);

    [TestMethod]
    public void Normalizer_OverSeveralDimensions_IsRefusedByOnnxRuntimeAndFlatWorks()
    {
        var rows = Sample.View(_ml, 20);
        using var refused = new RuntimeModel(Export(_ml.Transforms.NormalizeMinMax("Scaled", "Image").Fit(rows), rows));
        Assert.Contains(
            "Either both scale and offset can be of feature size (1) or 1",
            Assert.ThrowsExactly<OnnxRuntimeException>(() => refused.Run("Scaled.output", rows, 1)).Message);

        var flat = FlatSample.View(_ml, 20);
        var scaled = _ml.Transforms.NormalizeMinMax("Scaled", "Pixels").Fit(flat);
        using var model = new RuntimeModel(Export(scaled, flat));
        Embeddings.AreClose(Embeddings.Of(scaled.Transform(flat), "Scaled"), model.Run("Scaled.output", flat, 7));
    }

    [TestMethod]
    [DataRow(9)]
    [DataRow(10)]
    public void LightGbm_OlderOperators_IsRefusedByOnnxRuntime(int version)
    {
        var rows = _ml.Transforms.Conversion.MapValueToKey("Label", "Kind").Fit(Sample.View(_ml, 120)).Transform(Sample.View(_ml, 120));
        var trained = _ml.MulticlassClassification.Trainers.LightGbm("Label", "Image", numberOfIterations: 5).Fit(rows);
        Assert.Contains(
            "has input size 2 not in range [min=1, max=1]",
            Assert.ThrowsExactly<OnnxRuntimeException>(() => new RuntimeModel(Export(trained, rows, version))).Message);
    }

    private byte[] Export(ITransformer model, IDataView rows, int version = 12)
    {
        using var file = new MemoryStream();
        _ml.Model.ConvertToOnnx(model, rows, version, file);
        return file.ToArray();
    }
}

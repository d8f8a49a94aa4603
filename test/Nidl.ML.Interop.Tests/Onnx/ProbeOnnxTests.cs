using Microsoft.ML;

namespace Nidl.ML.Interop.Tests.Onnx;

/// <summary>Every probe as an ONNX file: ONNX Runtime gives our predictions.</summary>
[TestClass]
public sealed class ProbeOnnxTests
{
    private static readonly Dictionary<string, Func<MLContext, string, IEstimator<ITransformer>>> s_probes = new()
    {
        ["k-NN"] = (ml, label) => ml.SelfSupervised.KnnProbe(label, "Point", new KnnOptions { NumberOfNeighbors = 5 }),
        ["linear"] = (ml, label) => ml.SelfSupervised.LinearProbe(label, "Point"),
        ["perceptron"] = (ml, label) => ml.SelfSupervised.MlpProbe(
            label, "Point", new MlpProbeOptions { NumberOfEpochs = 60, LearningRate = 0.05, HiddenDimensions = [6], Device = "cpu" }),
    };

    public static IEnumerable<object[]> Cases =>
        from probe in s_probes.Keys
        from label in new[] { "Key", "IsTrue", "Number" }
        select new object[] { probe, label };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void SaveAsOnnx_EveryProbe_GivesOurPredictions(string probe, string label)
    {
        var ml = new MLContext(1);
        var (training, rows) = (Point.View(ml, 60, seed: 1), Point.View(ml, 50, seed: 2));
        using var transformer = (ProbeTransformer)s_probes[probe](ml, label).Fit(training);
        var predicted = transformer.Transform(rows);
        using var file = new MemoryStream();

        transformer.SaveAsOnnx(file);

        using var model = new RuntimeModel(file.ToArray());
        CollectionAssert.AreEqual(new[] { "Point" }, model.Inputs.ToArray());
        foreach (var batch in new[] { 1, 7 })
            Predictions.AreEqual(predicted, model, rows, batch);
    }
}

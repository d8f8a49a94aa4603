using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.TorchSharp;
using TorchSharp;

[assembly: DoNotParallelize]

namespace Nidl.ML.Interop.Tests;

/// <summary>Microsoft.ML.TorchSharp pins a TorchSharp; ours must be that one, or one process could not hold both.</summary>
[TestClass]
public sealed class MicrosoftTorchSharpTests
{
    private sealed class Row
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];
    }

    [TestMethod]
    public void TorchSharp_ReferencedByMicrosoft_IsTheOneLoaded()
    {
        var wanted = typeof(TorchSharpCatalog).Assembly.GetReferencedAssemblies().Single(name => name.Name == "TorchSharp");

        Assert.AreEqual(wanted.Version, typeof(torch).Assembly.GetName().Version);
    }

    [TestMethod]
    public void Fit_BesideATextClassifier_Trains()
    {
        var ml = new MLContext(seed: 1);
        var classifier = ml.MulticlassClassification.Trainers.TextClassification();
        var view = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 8).Select(i => new Row { Features = [i, -i, i % 3, 1] }));

        using var model = ml.SelfSupervised.SimClr("Embedding", "Features", new SimClrOptions { NumberOfEpochs = 1, BatchSize = 8, Seed = 1 }).Fit(view);

        Assert.IsNotNull(classifier);
        Assert.HasCount(1, model.History.Epochs);
    }
}

using Microsoft.ML;
using Nidl.ML.Tests.Evaluation;

namespace Nidl.ML.Tests.Devices;

/// <summary>Models that were trained on the device: there, on the CPU, in files, in threads.</summary>
[TestClass]
[TestCategory(TestDevice.Category)]
public sealed class DeviceModelTests
{
    private static readonly SimClrOptions Options =
        Tiny.Options with { Encoder = new ConvNet2d { EmbeddingDimension = 8 }, Device = TestDevice.Name };

    // No machine has a hundred GPUs.
    private static MLContext WithoutGpu => new(1) { GpuDeviceId = 99, FallbackToCpu = true };

    [TestMethod]
    public void LoadModel_OnTheSameDevice_GivesTheSameBits()
    {
        using var model = Tiny.Fit(new MLContext(1), Options);
        using var loaded = Loaded(new MLContext(1), model);
        Assert.AreEqual(TestDevice.Device.type, loaded.FrozenNetwork.Device.type);
        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.OfNewImages(model), Embeddings.OfNewImages(loaded)));
    }

    // The convolutions of some devices round to ten bits.
    [TestMethod]
    public void LoadModel_OnTheCpu_GivesTheSameEmbeddings()
    {
        using var model = Tiny.Fit(new MLContext(1), Options);
        using var loaded = Loaded(WithoutGpu, model);
        Assert.AreEqual(TorchSharp.DeviceType.CPU, loaded.FrozenNetwork.Device.type);
        Embeddings.AreClose(Embeddings.OfNewImages(loaded), Embeddings.OfNewImages(model), 0.005);
    }

    [TestMethod]
    public void WithWeights_WrittenOnTheDevice_AreTheSameBits()
    {
        using var model = Tiny.Fit(new MLContext(1), Options);
        using var other = Tiny.Fit(new MLContext(1), Options with { Seed = 2 });
        using var weights = new MemoryStream();
        model.SaveWeights(weights);
        weights.Position = 0;
        using var loaded = other.WithWeights(weights);
        CollectionAssert.AreEqual(FinalWeights.Of(model), FinalWeights.Of(loaded));
    }

    [TestMethod]
    public void Transform_FourThreads_GiveTheSameValues()
    {
        using var model = Tiny.Fit(new MLContext(1), Options);
        var expected = Embeddings.OfNewImages(model);
        Parallel.For(0, 4, _ => Embeddings.AreClose(expected, Embeddings.OfNewImages(model)));
    }

    [TestMethod]
    public void PredictionEngine_Always_GivesWhatTransformGives()
    {
        using var model = Tiny.Fit(new MLContext(1), Options);
        var expected = Embeddings.OfNewImages(model);
        using var engine = new MLContext(1).Model.CreatePredictionEngine<ImageRow, EmbeddedRow>(model);
        // A batch of one may take another kernel than one of twenty.
        Embeddings.AreClose(expected, [.. Images.Rows(20, seed: 9).Select(row => engine.Predict(row).Embedding)], 0.005);
    }

    [TestMethod]
    public void Probes_OnTheDevice_TellTheClassesApart()
    {
        var ml = new MLContext(1);
        var (train, test) = (Clusters.Keyed(ml, 60), Clusters.Keyed(ml, 30, seed: 2));
        var neighbors = ml.SelfSupervised.EvaluateProbe(
            ml.SelfSupervised.KnnProbe("Name", "Embedding", new KnnOptions { Device = TestDevice.Name }), train, test, "Name");
        Assert.AreEqual(1.0, neighbors[ProbeMetric.Accuracy]);
        using var perceptron = (IDisposable)ml.SelfSupervised.MlpProbe(
            "Name", "Embedding", new MlpProbeOptions { Device = TestDevice.Name, Seed = 1 }).Fit(train);
        var scored = ((ITransformer)perceptron).Transform(test);
        Assert.IsGreaterThan(0.9, ml.MulticlassClassification.Evaluate(scored, "Name").MicroAccuracy);
    }

    private static EmbeddingTransformer Loaded(MLContext ml, EmbeddingTransformer model)
    {
        using var file = new MemoryStream();
        ml.Model.Save(model, Images.View(ml, 2).Schema, file);
        file.Position = 0;
        return (EmbeddingTransformer)ml.SelfSupervised.LoadModel(file, out _);
    }
}

using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.SimClr;

[TestClass]
public sealed class SimClrTrainingTests
{
    [TestMethod]
    public void Fit_TinyImages_LossFalls()
    {
        using var transformer = Tiny.Fit(new MLContext(1), Tiny.Options with { NumberOfEpochs = 15, LearningRate = 1e-2 }, rows: 48);
        var losses = transformer.History.Epochs.Select(epoch => epoch.Loss).ToArray();
        Assert.IsLessThan(0.9 * losses[0], losses[^1], string.Join(' ', losses));
        Assert.IsTrue(Embeddings.OfNewImages(transformer).SelectMany(row => row).All(float.IsFinite));
    }

    [TestMethod]
    public void Fit_DefaultNetworkAndAugmentations_TrainOnImagesAndTables()
    {
        var options = new SimClrOptions { NumberOfEpochs = 1, BatchSize = 8, Seed = 1, Device = "cpu", ProjectionHiddenDimension = 8 };
        using var images = Tiny.Fit(new MLContext(1), options, rows: 8);
        Assert.AreEqual(new ConvNet2d(), images.Encoder);
        Assert.AreEqual([1, 6, 6], images.InputShape);
        using var table = Tiny.FitVectors(VectorView.Random(8, 3), options);
        Assert.AreEqual(new MlpEncoder(), table.Encoder);
        Assert.AreEqual([3], table.InputShape);
    }

    [TestMethod]
    public void Plan_DefaultNetworkOfVolumes_IsAResidualOne()
    {
        var options = Tiny.Options with { Encoder = null, InputShape = [1, 8, 8, 8] };
        Assert.AreEqual(
            new ResNet3d(), TrainingPlan.Create(VectorView.Random(1, 512).Schema, "Features", "Embedding", options, null).Encoder);
    }

    [TestMethod]
    public void Fit_FlatImagesWithInputShape_EqualShapedOnes()
    {
        var encoder = new ConvNet2d { HiddenChannels = [4], EmbeddingDimension = 4, Strides = [2, 2] };
        var rows = Images.Rows(16);
        var flat = VectorView.Of([.. rows.Select(row => row.Image)]);
        using var first = Tiny.FitVectors(flat, Tiny.Options with { Encoder = encoder, InputShape = [1, 6, 6] });
        using var second = Tiny.Fit(new MLContext(1), Tiny.Options with { Encoder = encoder }, rows: 16);
        Assert.IsTrue(
            Embeddings.AreBitEqual(
                Embeddings.Of(first.Transform(flat)), Embeddings.Of(second.Transform(Images.View(new MLContext(1), 16)))));
    }

    [TestMethod]
    public void Fit_History_IsWhatHappened()
    {
        var recorder = new StepRecorder();
        using var transformer = Tiny.Fit(
            new MLContext(1), Tiny.Options with { NumberOfEpochs = 3, WarmupEpochs = null, Callbacks = [recorder] }, rows: 20);
        var history = transformer.History;
        var length = new TrainingLength(3e-4, 9, 3, 0.3);
        CollectionAssert.AreEqual(new[] { 1, 2, 3 }, history.Epochs.Select(epoch => epoch.Epoch).ToArray());
        CollectionAssert.AreEqual(new[] { 3L, 6, 9 }, history.Epochs.Select(epoch => epoch.Steps).ToArray());
        for (var step = 0; step < 9; step++)
            Assert.AreEqual(new WarmupCosineSchedule().LearningRateAt(step, step / 3, length), recorder.LearningRates[step]);
        for (var epoch = 0; epoch < 3; epoch++)
        {
            Assert.AreEqual(recorder.LearningRates[3 * epoch + 2], history.Epochs[epoch].LearningRate);
            Assert.AreEqual(recorder.Losses.Skip(3 * epoch).Take(3).Average(), history.Epochs[epoch].Loss, 1e-12);
            Assert.IsGreaterThan(0, history.Epochs[epoch].Seconds);
            Assert.AreEqual(
                20 / history.Epochs[epoch].Seconds, history.Epochs[epoch].RowsPerSecond, 1e-6 * history.Epochs[epoch].RowsPerSecond);
        }
        Assert.AreEqual(history.Epochs.Sum(epoch => epoch.Seconds), history.Seconds);
        Assert.AreEqual((1, "cpu"), (history.Seed, history.Device));
    }

    [TestMethod]
    public void Fit_NoEpochs_GivesTheUntrainedEncoder()
    {
        var recorder = new StepRecorder();
        using var first = Tiny.Fit(new MLContext(1), Tiny.Options with { NumberOfEpochs = 0, Callbacks = [recorder] });
        using var trained = Tiny.Fit(new MLContext(1));
        CollectionAssert.AreEqual(new[] { "start", "end" }, recorder.Calls);
        Assert.IsEmpty(first.History.Epochs);
        Assert.AreEqual(0.0, first.History.Seconds);
        Assert.IsFalse(Embeddings.AreBitEqual(Embeddings.OfNewImages(first), Embeddings.OfNewImages(trained)));
    }

    [TestMethod]
    public void Fit_Optimizer_DecidesTheWeights()
    {
        OptimizerOptions[] optimizers = [new AdamWOptions(), new AdamOptions(), new SgdOptions(), new SgdOptions { Momentum = 0.9 }];
        var embeddings = optimizers.Select(optimizer =>
        {
            using var transformer = Tiny.Fit(new MLContext(1), Tiny.Options with { Optimizer = optimizer });
            return Embeddings.OfNewImages(transformer);
        }).ToArray();
        for (var i = 0; i < embeddings.Length; i++)
            for (var j = 0; j < i; j++)
                Assert.IsFalse(Embeddings.AreBitEqual(embeddings[i], embeddings[j]), $"{optimizers[i]} and {optimizers[j]}");
    }

    [TestMethod]
    public void Fit_Transformer_DescribesItself()
    {
        using var transformer = Tiny.Fit(new MLContext(1));
        Assert.AreEqual(
            ("Image", "Embedding", "SimCLR", 4),
            (transformer.InputColumnName, transformer.OutputColumnName, transformer.Method, transformer.EmbeddingDimension));
        Assert.AreEqual(Tiny.Options.Encoder, transformer.Encoder);
        Assert.IsTrue(transformer.IsRowToRowMapper);
    }
}

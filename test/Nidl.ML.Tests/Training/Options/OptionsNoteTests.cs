using Microsoft.ML;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Training;

[TestClass]
public sealed class OptionsNoteTests
{
    [TestMethod]
    [DataRow("a function")]
    [DataRow("itself")]
    [DataRow("a tensor")]
    [DataRow("a disposed tensor")]
    [DataRow("a failure")]
    public void Fit_AugmentationThatJsonCannotHold_KeepsTheTraining(string property)
    {
        var ml = new MLContext(1);
        using var trained = Tiny.Fit(ml, Tiny.Options with { Augmentations = [Holding(property), new GaussianNoise()] });
        using var stream = new MemoryStream();
        ml.Model.Save(trained, null, stream);
        using var loaded = (EmbeddingTransformer)ml.SelfSupervised.LoadModel(stream, out _);
        Assert.HasCount(Tiny.Options.NumberOfEpochs, loaded.History.Epochs);
    }

    [TestMethod]
    [DataRow("a function")]
    [DataRow("itself")]
    [DataRow("a tensor")]
    [DataRow("a disposed tensor")]
    [DataRow("a failure")]
    public void Fit_CheckpointsOfAnAugmentationThatJsonCannotHold_AreRefused(string property)
    {
        using var folder = new TemporaryFolder();
        var error = Assert.ThrowsExactly<ArgumentException>(() => Tiny.Fit(new MLContext(1), Tiny.Options with
        {
            Augmentations = [Holding(property)], Checkpoints = new() { Folder = folder.Path },
        }));
        Assert.AreEqual("Checkpoints", error.ParamName);
        Assert.StartsWith("Checkpoints need options that can be written as JSON, but: ", error.Message);
        Assert.EndsWith(". Mark what cannot with [JsonIgnore]. (Parameter 'Checkpoints')", error.Message);
        Assert.DoesNotContain("\n", error.Message);
        if (property == "a failure")
            Assert.AreEqual(
                "Checkpoints need options that can be written as JSON, but: no value yet. Mark what cannot with [JsonIgnore]. "
                    + "(Parameter 'Checkpoints')",
                error.Message);
    }

    [TestMethod]
    public void ForManifest_OptionsThatJsonCannotHold_AreTextOfAnyCulture()
    {
        var options = Tiny.Options with { Augmentations = [new OfAFunction(() => 0.5f)], LearningRate = 0.5 };
        var expected = OptionsNote.ForManifest(options).GetRawText();
        Assert.Contains("LearningRate = 0.5,", expected);
        Assert.AreEqual(expected, HostileCulture.Run(() => OptionsNote.ForManifest(options).GetRawText()));
    }

    private static Augmentation Holding(string property)
    {
        switch (property)
        {
            case "a function":
                return new OfAFunction(() => 0.5f);
            case "itself":
                return new OfItself();
            case "a tensor":
                return new OfATensor(ones(3));
            case "a disposed tensor":
                var disposed = ones(3);
                disposed.Dispose();
                return new OfATensor(disposed);
            default:
                return new OfAFailure();
        }
    }

    private abstract record Plain : Augmentation
    {
        public override Tensor Apply(Tensor batch, RandomSource random) => batch;
    }

    private sealed record OfAFunction(Func<float> Function) : Plain;

    private sealed record OfATensor(Tensor Weights) : Plain;

    private sealed record OfItself : Plain
    {
        public OfItself Self => this;
    }

    private sealed record OfAFailure : Plain
    {
        public float Value => throw new TimeoutException("no value yet");
    }
}

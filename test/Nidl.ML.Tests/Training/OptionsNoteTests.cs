using Microsoft.ML;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Training;

[TestClass]
public sealed class OptionsNoteTests
{
    [TestMethod]
    [DataRow("a function")]
    [DataRow("itself")]
    [DataRow("a failure")]
    public void Fit_AugmentationThatJsonCannotHold_KeepsTheTraining(string property)
    {
        var ml = new MLContext(1);
        Augmentation own = property switch { "a function" => new OfAFunction(() => 0.5f), "itself" => new OfItself(), _ => new OfAFailure() };
        using var trained = Tiny.Fit(ml, Tiny.Options with { Augmentations = [own, new GaussianNoise()] });
        using var stream = new MemoryStream();
        ml.Model.Save(trained, null, stream);
        using var loaded = (EmbeddingTransformer)ml.SelfSupervised.LoadModel(stream, out _);
        Assert.HasCount(Tiny.Options.NumberOfEpochs, loaded.History.Epochs);
    }

    [TestMethod]
    public void Fit_CheckpointsOfAnAugmentationThatRefersToItself_AreRefused()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.ThrowsExactly<ArgumentException>(() => Tiny.Fit(new MLContext(1), Tiny.Options with
        {
            Augmentations = [new OfItself()], Checkpoints = new() { Folder = folder.Path },
        }));
        Assert.AreEqual("Checkpoints", error.ParamName);
        Assert.StartsWith("Checkpoints need options that can be written as JSON, but: ", error.Message);
    }

    private abstract record Plain : Augmentation
    {
        public override Tensor Apply(Tensor batch, RandomSource random) => batch;
    }

    private sealed record OfAFunction(Func<float> Function) : Plain;

    private sealed record OfItself : Plain
    {
        public OfItself Self => this;
    }

    private sealed record OfAFailure : Plain
    {
        public float Value => throw new TimeoutException("no value yet");
    }
}

using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Training;

[TestClass]
public sealed class InitialWeightsTests
{
    // The weights before the first step: what the training starts from.
    private static readonly SimClrOptions Untrained = Tiny.Options with { NumberOfEpochs = 0, Seed = 2 };

    [TestMethod]
    public void Fit_Transformer_StartsFromItsWeights()
    {
        using var first = Tiny.Fit(new MLContext(1));
        var start = FinalWeights.Of(Untrained with { InitialWeights = InitialWeights.From(first) });
        CollectionAssert.AreEqual(FinalWeights.Of(first), start);
        CollectionAssert.AreNotEqual(FinalWeights.Of(Untrained), start);
    }

    [TestMethod]
    public void Fit_AnotherMethod_GoesOnFromSimClr()
    {
        using var first = Tiny.Fit(new MLContext(1));
        var ml = new MLContext(1);
        using var second = ml.SelfSupervised.BarlowTwins("Embedding", "Image", new BarlowTwinsOptions
        {
            Encoder = Tiny.Options.Encoder, Augmentations = Tiny.Options.Augmentations, NumberOfEpochs = 0, Device = "cpu", Seed = 5,
            ProjectionHiddenDimension = 8, ProjectionOutputDimension = 8, InitialWeights = InitialWeights.From(first),
        }).Fit(Images.View(ml, 24));
        CollectionAssert.AreEqual(FinalWeights.Of(first), FinalWeights.Of(second));
    }

    [TestMethod]
    public void Fit_SafetensorsFile_StartsFromIt()
    {
        using var folder = new TemporaryFolder();
        using var first = Tiny.Fit(new MLContext(1));
        first.FrozenNetwork.Use(module =>
        {
            using var stream = File.Create(folder["encoder.safetensors"]);
            SafetensorsWriter.Write(stream, module.state_dict(prefix: "net").Append(new("other.weight", zeros(1))));
        });
        var weights = InitialWeights.FromSafetensors(folder["encoder.safetensors"]) with { Prefix = "net." };
        CollectionAssert.AreEqual(FinalWeights.Of(first), FinalWeights.Of(Untrained with { InitialWeights = weights }));
    }

    [TestMethod]
    public void Fit_TorchSharpFile_StartsFromIt()
    {
        using var folder = new TemporaryFolder();
        using var first = Tiny.Fit(new MLContext(1), Normalized);
        first.FrozenNetwork.Use(module => module.save(folder["encoder.dat"]));
        var weights = InitialWeights.FromTorchSharp(folder["encoder.dat"]);
        CollectionAssert.AreEqual(
            FinalWeights.Of(first), FinalWeights.Of(Normalized with { NumberOfEpochs = 0, Seed = 2, InitialWeights = weights }));
    }

    [TestMethod]
    public void Fit_TorchSharpFileCutOffAnywhere_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using var first = Tiny.Fit(new MLContext(1));
        first.FrozenNetwork.Use(module => module.save(folder["encoder.dat"]));
        var bytes = File.ReadAllBytes(folder["encoder.dat"]);
        for (var length = 0; length < bytes.Length; length += 13)
        {
            File.WriteAllBytes(folder["cut.dat"], bytes[..length]);
            Assert.StartsWith(
                $"InitialWeights of '{folder["cut.dat"]}': A TorchSharp weight file must ", Refusal(folder["cut.dat"]).Message,
                $"{length} bytes");
        }
        File.WriteAllBytes(folder["cut.dat"], [.. bytes, 0]);
        Assert.AreEqual(
            $"InitialWeights of '{folder["cut.dat"]}': A TorchSharp weight file must end after its last weight, but 1 bytes are left.",
            Refusal(folder["cut.dat"]).Message);
    }

    [TestMethod]
    public void Fit_WeightsThatDoNotFit_AreRefusedWithTheList()
    {
        using var first = Tiny.Fit(new MLContext(1));
        var wider = Untrained with { Encoder = new MlpEncoder { HiddenDimensions = [8], EmbeddingDimension = 5 },
            InitialWeights = InitialWeights.From(first) };
        Error.Is<ModelFormatException>(
            "InitialWeights of the SimCLR transformer of column 'Embedding': The weights must fit the network, "
            + "but 'layers.2.weight' has shape (4, 8) where (5, 8) is needed; "
            + "'layers.2.bias' has shape (4) where (5) is needed.",
            () => FinalWeights.Of(wider));
    }

    [TestMethod]
    public void Fit_AllowMismatch_LoadsWhatFitsAndLogsTheRest()
    {
        using var first = Tiny.Fit(new MLContext(1));
        var ml = new MLContext(1);
        var log = new LogLines(ml);
        using var second = Tiny.Fit(ml, Untrained with
        {
            Encoder = new MlpEncoder { HiddenDimensions = [8], EmbeddingDimension = 5 },
            InitialWeights = InitialWeights.From(first) with { AllowMismatch = true },
        });
        CollectionAssert.AreEqual(FinalWeights.Of(first)[..2], FinalWeights.Of(second)[..2]);
        Assert.Contains(
            "initial weights: 2 tensors of the SimCLR transformer of column 'Embedding': layers.0.weight, layers.0.bias",
            string.Join('\n', log.Infos));
        Assert.Contains(
            "initial weights: left out of the SimCLR transformer of column 'Embedding': 'layers.2.weight' has shape (4, "
            + "8) where (5, 8) is needed; "
            + "'layers.2.bias' has shape (4) where (5) is needed",
            string.Join('\n', log.Warnings));
    }

    [TestMethod]
    public void Fit_AllowMismatchAndNothingFits_Throws()
    {
        using var first = Tiny.Fit(new MLContext(1));
        var ofAnotherPrefix =
            Untrained with { InitialWeights = InitialWeights.From(first) with { AllowMismatch = true, Prefix = "backbone." } };
        Error.Is<ModelFormatException>(
            "InitialWeights of the SimCLR transformer of column 'Embedding': At least one weight must fit the network, but none does: "
            + "'layers.0.weight' is missing; "
            + "'layers.0.bias' is missing; 'layers.2.weight' is missing; 'layers.2.bias' is missing.",
            () => FinalWeights.Of(ofAnotherPrefix));
    }

    [TestMethod]
    public void Fit_ResumeFromACheckpoint_WinsOverInitialWeights()
    {
        using var folder = new TemporaryFolder();
        using var first = Tiny.Fit(new MLContext(1));
        var expected = FinalWeights.Of(Tiny.Options with { Seed = 3, Checkpoints = new() { Folder = folder.Path } });
        CollectionAssert.AreEqual(
            expected,
            FinalWeights.Of(Tiny.Options with { Seed = 3, ResumeFrom = folder.Path, InitialWeights = InitialWeights.From(first) }));
    }

    private static SimClrOptions Normalized => Tiny.Options with
    {
        Encoder = new MlpEncoder { HiddenDimensions = [8], EmbeddingDimension = 4, Normalization = MlpNormalization.BatchNorm },
    };

    private static ModelFormatException Refusal(string path) =>
        Assert.ThrowsExactly<ModelFormatException>(
            () => FinalWeights.Of(Untrained with { InitialWeights = InitialWeights.FromTorchSharp(path) }));
}

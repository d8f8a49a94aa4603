using Nidl.ML.Tests.Persistence;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Encoders;

[TestClass]
public sealed class ResNet2dTests
{
    [TestMethod]
    public void StateNames_Depth18_AreTorchvisions()
    {
        using var module = new ResNet2d { Stem = ResNetStem.Full }.CreateModule([3, 224, 224]);
        CollectionAssert.AreEquivalent(ResNet18StateNames.All, module.StateNames());
        using var classifier = new ResNet2dModule(new ResNet2d(), ResNetStem.Full, inputChannels: 3, classes: 1000);
        CollectionAssert.AreEquivalent(ResNet18StateNames.All.Append("fc.weight").Append("fc.bias").ToArray(), classifier.StateNames());
    }

    [TestMethod]
    public void StateNames_Depth50_HaveThreeLayersABlockAndAProjectionInTheFirstStage()
    {
        using var module = new ResNet2d { Depth = 50, Width = 1 }.CreateModule([3, 8, 8]);
        var names = module.StateNames();
        // torchvision's resnet50 has 320 names with fc.
        Assert.HasCount(318, names);
        foreach (var name in new[] { "layer1.0.downsample.0.weight", "layer1.0.conv3.weight", "layer1.2.bn3.running_var",
            "layer2.3.conv1.weight", "layer3.5.bn2.bias", "layer4.2.conv3.weight", "layer4.0.downsample.1.weight" })
            CollectionAssert.Contains(names, name);
        CollectionAssert.DoesNotContain(names, "layer1.1.downsample.0.weight");
    }

    [TestMethod]
    [DataRow(18, 11_176_512L, 11_689_512L, 512)]
    [DataRow(34, 21_284_672L, 21_797_672L, 512)]
    [DataRow(50, 23_508_032L, 25_557_032L, 2048)]
    public void ParameterCount_OfModule_IsTorchvisions(int depth, long withoutClasses, long withClasses, int embedding)
    {
        var encoder = new ResNet2d { Depth = depth, Stem = ResNetStem.Full };
        using var module = encoder.CreateModule([3, 224, 224]);
        Assert.AreEqual(withoutClasses, module.ParameterCount());
        using var classifier = new ResNet2dModule(encoder, ResNetStem.Full, inputChannels: 3, classes: 1000);
        Assert.AreEqual(withClasses, classifier.ParameterCount());
        Assert.AreEqual(embedding, encoder.GetEmbeddingDimension([3, 224, 224]));
    }

    [TestMethod]
    [DataRow(18, ResNetStem.Full)]
    [DataRow(18, ResNetStem.SmallImage)]
    [DataRow(34, ResNetStem.SmallImage)]
    [DataRow(50, ResNetStem.Full)]
    [DataRow(50, ResNetStem.SmallImage)]
    public void Forward_Evaluation_EqualsTheFormulaByStateNames(int depth, ResNetStem stem)
    {
        using var scope = NewDisposeScope();
        var encoder = new ResNet2d { Depth = depth, Stem = stem, Width = 3 };
        using var module = encoder.CreateModule([2, 33, 30]);
        module.Scramble(seed: 9);
        module.eval();
        using var random = new RandomSource(CPU, 1);
        var input = random.Normal([2, 2, 33, 30]);
        var expected = new ResNetFormula(module.state_dict()).Encode(input, stem);
        ModuleStates.AssertClose(expected.Values(), module.call(input).Values(), 1e-4);
        Assert.AreEqual(encoder.GetEmbeddingDimension([2, 33, 30]), expected.shape[1]);
    }

    [TestMethod]
    [DataRow(64L, 64L, null, 3L)]
    [DataRow(64L, 65L, null, 7L)]
    [DataRow(65L, 1L, null, 7L)]
    [DataRow(224L, 224L, null, 7L)]
    [DataRow(224L, 224L, ResNetStem.SmallImage, 3L)]
    [DataRow(28L, 28L, ResNetStem.Full, 7L)]
    public void Stem_NullOrGiven_FollowsTheImageOrTheOption(long height, long width, ResNetStem? stem, long kernel)
    {
        var encoder = new ResNet2d { Width = 1, Stem = stem };
        using var module = encoder.CreateModule([3, height, width]);
        CollectionAssert.AreEqual(new[] { 1, 3, kernel, kernel }, module.state_dict()["conv1.weight"].shape);
        var decided = encoder.For([3, height, width]);
        Assert.AreEqual(encoder with { Stem = kernel == 7 ? ResNetStem.Full : ResNetStem.SmallImage }, decided);
        Assert.AreEqual(decided, decided.For([3, 28, 28]));
        Assert.AreEqual(decided.CountState([3, height, width]), encoder.CountState([3, height, width]));
    }

    [TestMethod]
    public void Stem_OfATrainedModel_IsSavedAsTheOneThatWasTaken()
    {
        var options = Tiny.Options with { Encoder = new ResNet2d { Width = 1 }, NumberOfEpochs = 0, InputShape = [1, 65, 2] };
        using var model = Tiny.FitVectors(VectorView.Random(4, 130), options);
        Assert.AreEqual(new ResNet2d { Width = 1, Stem = ResNetStem.Full }, model.Encoder);
        using var loaded = EmbeddingModelFile.Read(
            SavedModel.Reader(SavedModel.Written(writer => EmbeddingModelFile.Write(model, writer))), TorchSharp.torch.CPU);
        Assert.AreEqual(model.Encoder, loaded.Encoder);
        var rows = VectorView.Random(3, 130, seed: 2);
        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.Of(model.Transform(rows)), Embeddings.Of(loaded.Transform(rows))));
    }

    [TestMethod]
    public void Initialization_OfModule_IsHesOverTheFanOut()
    {
        using var module = DefaultGenerator.Lend(1, () => new ResNet2d().CreateModule([3, 32, 32]));
        var state = module.state_dict();
        var weights = state["layer3.0.conv1.weight"].Values(); // (256, 128, 3, 3)
        var expected = Math.Sqrt(2.0 / (256 * 9));
        // The standard error of a standard deviation of 294,912 normal draws is 0.13 %.
        Assert.AreEqual(expected, Math.Sqrt(weights.Average(value => value * value)), 0.01 * expected);
        Assert.AreEqual(0.0, weights.Average(), 0.01 * expected);
        Assert.IsTrue(state["layer3.0.bn1.weight"].Values().All(value => value == 1));
        Assert.IsTrue(state["layer3.0.bn1.bias"].Values().All(value => value == 0));
    }

    [TestMethod]
    public void Forward_Training_HasAGradientEverywhereAndLeavesOneTensor()
    {
        using var module = DefaultGenerator.Lend(1, () => new ResNet2d { Width = 4 }.CreateModule([1, 16, 16]));
        using var input = rand(4, 1, 16, 16);
        ModuleStates.AssertTrains(module, input);
    }

    [TestMethod]
    public void CheckInputShape_NotAnImage_Throws()
    {
        var exception = Assert.ThrowsExactly<ArgumentException>(() => new ResNet2d().CreateModule([28, 28]));
        Assert.AreEqual(
            "ResNet2d needs rows of shape (channels, height, width), but (28, 28) was given. (Parameter 'inputShape')", exception.Message);
    }

    [TestMethod]
    public void Options_Values_HaveDefaultsAndAreChecked()
    {
        var encoder = new ResNet2d();
        Assert.AreEqual((18, null, 64), (encoder.Depth, encoder.Stem, encoder.Width));
        Assert.AreEqual(encoder, encoder with { Depth = encoder.Depth, Stem = encoder.Stem, Width = encoder.Width });
        Assert.StartsWith(
            "Depth must be 18, 20, 34 or 50, but '101' was given.",
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ResNet2d { Depth = 101 }).Message);
        Assert.StartsWith(
            "Stem must be one of SmallImage, Full, but '5' was given.",
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ResNet2d { Stem = (ResNetStem)5 }).Message);
        Assert.StartsWith(
            "Width must be from 1 to 1024, but '0' was given.",
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ResNet2d { Width = 0 }).Message);
    }
}

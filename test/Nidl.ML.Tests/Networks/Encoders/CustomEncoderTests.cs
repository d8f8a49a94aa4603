using static TorchSharp.torch;

namespace Nidl.ML.Tests.Encoders;

[TestClass]
[DoNotParallelize]
public sealed class CustomEncoderTests
{
    private static string NewName() => $"test {Guid.NewGuid()}";

    private static nn.Module<Tensor, Tensor> CreateNetwork(InputShape shape) =>
        nn.Sequential(nn.Flatten(), nn.Linear(shape.Size, 7), nn.BatchNorm1d(7));

    [TestMethod]
    public void GetEmbeddingDimension_IsFoundByATrialForward_OnceAShape()
    {
        var calls = 0;
        var encoder = CustomEncoder.Register(NewName(), shape =>
        {
            calls++;
            return nn.Sequential(nn.Flatten(), nn.Linear(shape.Size, shape[0] + 1));
        });
        Assert.AreEqual(4, encoder.GetEmbeddingDimension([3, 2]));
        Assert.AreEqual(4, encoder.GetEmbeddingDimension([3, 2]));
        Assert.AreEqual(6, encoder.GetEmbeddingDimension([5]));
        Assert.AreEqual(2, calls);
    }

    [TestMethod]
    public void CreateModule_CallsTheFactoryEachTime_InTrainingMode()
    {
        using var scope = NewDisposeScope();
        var encoder = CustomEncoder.Register(NewName(), CreateNetwork);
        using var first = encoder.CreateModule([2, 3]);
        using var second = encoder.CreateModule([2, 3]);
        Assert.AreNotSame(first, second);
        Assert.IsTrue(first.modules().All(module => module.training));
        CollectionAssert.AreEqual(new long[] { 4, 7 }, first.call(rand(4, 2, 3)).shape);
    }

    [TestMethod]
    public void GetEmbeddingDimension_Always_LeavesTheProcessWideGeneratorAsItWas()
    {
        var encoder = CustomEncoder.Register(NewName(), CreateNetwork);
        using var generator = Generator.Default;
        using var before = generator.get_state();
        encoder.GetEmbeddingDimension([6]);
        using var after = generator.get_state();
        CollectionAssert.AreEqual(before.Values(), after.Values());
    }

    [TestMethod]
    public void GetEmbeddingDimension_Always_IsFoundInEvaluationMode()
    {
        // This layer needs a training step's random source in training mode.
        var encoder = CustomEncoder.Register(NewName(), shape => nn.Sequential(nn.Linear(shape.Size, 7), new SeededDropout(0.5)));
        Assert.AreEqual(7, encoder.GetEmbeddingDimension([3]));
    }

    [TestMethod]
    public void CreateModule_UnregisteredName_Throws()
    {
        var encoder = new CustomEncoder { Name = "nowhere" };
        var exception = Assert.ThrowsExactly<InvalidOperationException>(() => encoder.CreateModule([3]));
        Assert.AreEqual(
            "The encoder 'nowhere' needs a factory in this process: call CustomEncoder.Register(\"nowhere\", "
            + "shape => ...) with the network that the model was trained with.", exception.Message);
    }

    [TestMethod]
    public void Register_Twice_AcceptsTheSameFactoryOnly()
    {
        var name = NewName();
        var first = CustomEncoder.Register(name, CreateNetwork);
        Assert.AreEqual(first, CustomEncoder.Register(name, CreateNetwork));
        var exception = Assert.ThrowsExactly<ArgumentException>(() => CustomEncoder.Register(name, shape => nn.Linear(shape.Size, 3)));
        Assert.AreEqual(
            $"CustomEncoder.Register needs a new name, but another factory is registered as '{name}'. (Parameter 'name')",
            exception.Message);
    }

    [TestMethod]
    public void GetEmbeddingDimension_OutputOfAnotherRank_Throws()
    {
        var name = NewName();
        var encoder = CustomEncoder.Register(name, shape => nn.Linear(shape[1], 7));
        var exception = Assert.ThrowsExactly<InvalidOperationException>(() => encoder.GetEmbeddingDimension([2, 3]));
        Assert.AreEqual(
            $"The encoder '{name}' must map (2, ...(2, 3)) to (2, embedding dimension) in Float32, but gave (2, 2, 7) in Float32.",
            exception.Message);
    }

    [TestMethod]
    public void CheckInputShape_NetworkFails_ThrowsWithItsCause()
    {
        var name = NewName();
        var encoder = CustomEncoder.Register(name, _ => nn.Linear(5, 7));
        var exception = Assert.ThrowsExactly<ArgumentException>(() => encoder.CheckInputShape([3]));
        Assert.AreEqual("inputShape", exception.ParamName);
        Assert.StartsWith($"The encoder '{name}' must encode rows of shape (3), but failed on zeros: ", exception.Message);
        Assert.DoesNotContain("\n", exception.Message);
        Assert.IsNotNull(exception.InnerException);
        encoder.CheckInputShape([5]);
    }

    [TestMethod]
    public void CreateModule_FactoryGivesNull_Throws()
    {
        var name = NewName();
        var encoder = CustomEncoder.Register(name, _ => null!);
        Assert.AreEqual(
            $"The factory of the encoder '{name}' must give a module, but gave null.",
            Assert.ThrowsExactly<InvalidOperationException>(() => encoder.CreateModule([3])).Message);
    }

    [TestMethod]
    public void Name_Blank_Throws() =>
        Assert.AreEqual("Name", Assert.ThrowsExactly<ArgumentException>(() => new CustomEncoder { Name = " " }).ParamName);
}

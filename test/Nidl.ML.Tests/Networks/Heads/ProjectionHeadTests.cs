using Nidl.ML.Tests.Encoders;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Heads;

[TestClass]
public sealed class ProjectionHeadTests
{
    [TestMethod]
    [DataRow(2048, 128, 4_458_624L)]
    [DataRow(512, 128, 1_114_752L)]
    public void TwoLayer_ParameterCount_IsTheReferences(int hidden, int output, long expected)
    {
        using var head = new ProjectionHead { HiddenDimensions = [hidden], OutputDimension = output }.CreateModule(2048);
        Assert.AreEqual(expected, head.ParameterCount());
    }

    [TestMethod]
    [DataRow(2048, 12_593_152L)]
    [DataRow(8192, 151_035_904L)]
    public void ThreeLayer_ParameterCount_IsTheReferences(int width, long expected)
    {
        using var head =
            new ProjectionHead { HiddenDimensions = [width, width], OutputDimension = width, BatchNormalization = true }.CreateModule(2048);
        Assert.AreEqual(expected, head.ParameterCount());
    }

    [TestMethod]
    public void StateNames_OfModule_AreTheReferences()
    {
        using var two = new ProjectionHead { HiddenDimensions = [3], OutputDimension = 2 }.CreateModule(4);
        CollectionAssert.AreEqual(new[] { "layers.0.weight", "layers.0.bias", "layers.2.weight", "layers.2.bias" }, two.StateNames());
        using var three = new ProjectionHead { HiddenDimensions = [3, 3], OutputDimension = 2, BatchNormalization = true }.CreateModule(4);
        CollectionAssert.AreEquivalent(
            new[]
            {
                "layers.0.weight", "layers.1.weight", "layers.1.bias", "layers.1.running_mean", "layers.1.running_var",
                "layers.1.num_batches_tracked",
                "layers.3.weight", "layers.4.weight", "layers.4.bias", "layers.4.running_mean", "layers.4.running_var",
                "layers.4.num_batches_tracked",
                "layers.6.weight", "layers.6.bias",
            },
            three.StateNames());
    }

    [TestMethod]
    public void Forward_TwoLayer_IsLinearReLULinear()
    {
        using var scope = NewDisposeScope();
        using var head = new ProjectionHead { HiddenDimensions = [6], OutputDimension = 2 }.CreateModule(4);
        using var random = new RandomSource(CPU, 3);
        var input = random.Normal([5, 4]);
        var state = head.state_dict();
        var hidden = nn.functional.linear(input, state["layers.0.weight"], state["layers.0.bias"]).clamp(min: 0);
        ModuleStates.AssertClose(
            nn.functional.linear(hidden, state["layers.2.weight"], state["layers.2.bias"]).Values(), head.call(input).Values(), 1e-6);
    }

    [TestMethod]
    public void Forward_ThreeLayer_StandardizesItsHiddenLayers()
    {
        using var scope = NewDisposeScope();
        using var head = new ProjectionHead { HiddenDimensions = [6, 6], OutputDimension = 2, BatchNormalization = true }.CreateModule(4);
        using var random = new RandomSource(CPU, 3);
        var input = random.Normal([16, 4]);
        var state = head.state_dict();
        var x = input.to(ScalarType.Float64);
        foreach (var layer in new[] { 0, 3 })
        {
            x = x.mm(state[$"layers.{layer}.weight"].to(ScalarType.Float64).t());
            x = ((x - x.mean([0])) / (x.var([0], unbiased: false) + 1e-5).sqrt()).clamp(min: 0);
        }
        x = x.mm(state["layers.6.weight"].to(ScalarType.Float64).t()) + state["layers.6.bias"].to(ScalarType.Float64);
        ModuleStates.AssertClose(x.Values(), head.call(input).Values(), 1e-5);
    }

    [TestMethod]
    public void Forward_WrongShape_Throws()
    {
        using var head = new ProjectionHead { HiddenDimensions = [3], OutputDimension = 2 }.CreateModule(4);
        using var wide = zeros(2, 5);
        Assert.AreEqual(
            "The projection head needs embeddings of shape (N, 4), but (2, 5) was given. (Parameter 'embeddings')",
            Assert.ThrowsExactly<ArgumentException>(() => head.call(wide)).Message);
        using var deep = zeros(2, 2, 4);
        Assert.AreEqual(
            "The projection head needs embeddings of shape (N, 4), but (2, 2, 4) was given. (Parameter 'embeddings')",
            Assert.ThrowsExactly<ArgumentException>(() => head.call(deep)).Message);
    }

    [TestMethod]
    public void Forward_Always_LeavesOneTensor()
    {
        using var head = new ProjectionHead { HiddenDimensions = [3, 3], OutputDimension = 2, BatchNormalization = true }.CreateModule(4);
        using var input = rand(8, 4);
        using var scope = NewDisposeScope();
        head.call(input);
        Assert.AreEqual(1, scope.DisposablesCount);
    }
}

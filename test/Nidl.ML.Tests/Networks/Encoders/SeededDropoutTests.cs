using static TorchSharp.torch;

namespace Nidl.ML.Tests.Encoders;

[TestClass]
public sealed class SeededDropoutTests
{
    [TestMethod]
    public void Forward_Training_DropsTheShareAndScalesTheRest()
    {
        using var scope = NewDisposeScope();
        using var dropout = new SeededDropout(0.25);
        using var source = new RandomSource(CPU, 7);
        using var use = LayerRandomness.Use(source);
        var values = dropout.call(ones(100, 1000)).Values();
        // Binomial(100,000, 0.25): five standard deviations are 0.7 %.
        Assert.AreEqual(0.25, values.Count(value => value == 0) / 100_000.0, 0.007);
        Assert.IsTrue(values.All(value => value == 0 || Math.Abs(value - 1 / 0.75) < 1e-6));
    }

    [TestMethod]
    public void Forward_Training_PassesTheGradientOfKeptValues()
    {
        using var scope = NewDisposeScope();
        using var dropout = new SeededDropout(0.5);
        using var source = new RandomSource(CPU, 7);
        using var use = LayerRandomness.Use(source);
        var input = ones(50, ScalarType.Float32, requires_grad: true);
        var output = dropout.call(input);
        output.sum().backward();
        CollectionAssert.AreEqual(output.Values(), input.grad!.Values());
    }

    [TestMethod]
    public void Forward_Evaluation_PassesItsInputOnAsAnotherHandle()
    {
        using var scope = NewDisposeScope();
        using var dropout = new SeededDropout(0.5);
        dropout.eval();
        var input = rand(10);
        var output = dropout.call(input);
        CollectionAssert.AreEqual(input.Values(), output.Values());
        output.Dispose();
        Assert.HasCount(10, input.Values());
    }

    [TestMethod]
    public void Forward_TrainingWithoutSource_Throws()
    {
        using var dropout = new SeededDropout(0.5);
        using var input = ones(3);
        var exception = Assert.ThrowsExactly<InvalidOperationException>(() => dropout.call(input));
        Assert.AreEqual(
            "A random layer in training mode needs the random source of a training step, but none is set on this thread: "
            + "train through an estimator, or call eval() first.", exception.Message);
    }
}

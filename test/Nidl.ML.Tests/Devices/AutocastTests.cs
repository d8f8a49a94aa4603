using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Devices;

[TestClass]
public sealed class AutocastTests
{
    [TestMethod]
    public void Use_BFloat16_HoldsUntilDisposedAndOnThisThreadAlone()
    {
        using var scope = NewDisposeScope();
        using var linear = nn.Linear(4, 2);
        var rows = rand(3, 4);
        using (Autocast.Use(Precision.BFloat16, CPU))
        {
            Assert.AreEqual(ScalarType.BFloat16, linear.call(rows).dtype);
            var other = ScalarType.Bool;
            var thread = new Thread(() => other = TypeOf(linear, rows));
            thread.Start();
            thread.Join();
            Assert.AreEqual(ScalarType.Float32, other);
            using (Autocast.Use(Precision.BFloat16, CPU))
                linear.call(rows);
            Assert.AreEqual(ScalarType.BFloat16, linear.call(rows).dtype);
        }
        Assert.AreEqual(ScalarType.Float32, linear.call(rows).dtype);
    }

    [TestMethod]
    public void Use_Float32_ChangesNothing()
    {
        using var scope = NewDisposeScope();
        using var linear = nn.Linear(4, 2);
        using var cast = Autocast.Use(Precision.Float32, CPU);
        Assert.AreEqual(ScalarType.Float32, linear.call(rand(3, 4)).dtype);
    }

    /// <summary>A cast that is remembered from a pass without a graph would cut the weight off from its gradient.</summary>
    [TestMethod]
    public void Use_PassWithoutAGraphBefore_LeavesTheGradientWhole()
    {
        using var scope = NewDisposeScope();
        using var linear = nn.Linear(4, 2);
        var rows = rand(3, 4);
        using (Autocast.Use(Precision.BFloat16, CPU))
        {
            using (no_grad())
                linear.call(rows);
            linear.call(rows).sum().backward();
        }
        Assert.AreEqual(ScalarType.Float32, linear.weight!.grad!.dtype);
        Assert.IsLessThan(0.03, (linear.weight.grad - rows.sum([0])).abs().max().ToDouble());
    }

    private static ScalarType TypeOf(nn.Module<Tensor, Tensor> module, Tensor rows)
    {
        using var output = module.call(rows);
        return output.dtype;
    }
}

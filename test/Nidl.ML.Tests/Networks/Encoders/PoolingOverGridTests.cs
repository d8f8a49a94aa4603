using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Networks.Encoders;

[TestClass]
public sealed class PoolingOverGridTests
{
    [TestMethod]
    [DataRow(1, 1.0)]
    [DataRow(1, 3.0)]
    [DataRow(3, 1.0)]
    [DataRow(3, 3.0)]
    public void Apply_MapsChannelsLast_GivesAGradientThatLiesAsTheyDo(int parts, double power)
    {
        using var scope = NewDisposeScope();
        var maps = ChannelsLast.Lay(rand(2, 8, 4, 4)).requires_grad_(true).relu();
        var pooled = new PoolingOverGrid(parts, power, (4, 4)).Apply(maps);
        var gradient = autograd.grad([pooled], [maps], [ones_like(pooled)])[0];
        // That of mean() does not (findings/libtorch-global-average-gradient-layout.sh).
        CollectionAssert.AreEqual(maps.stride(), gradient.stride());
    }

    [TestMethod]
    public void Apply_OnePart_IsTheMeanOfAllPositions()
    {
        using var scope = NewDisposeScope();
        var maps = rand(2, 8, 5, 4);
        var pooled = new PoolingOverGrid(1, 1, (5, 4)).Apply(maps);
        Assert.IsLessThan(1e-6, (pooled - maps.mean([2, 3])).abs().max().ToDouble());
    }
}

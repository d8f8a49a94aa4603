using static TorchSharp.torch;

namespace Nidl.ML.Tests.Training;

[TestClass]
public sealed class LayerRandomnessTests
{
    [TestMethod]
    public void Use_Nested_RestoresTheOuterSource()
    {
        using var first = new RandomSource(CPU, 1);
        using var second = new RandomSource(CPU, 2);
        using (LayerRandomness.Use(first))
        {
            using (LayerRandomness.Use(second))
                Assert.AreSame(second, LayerRandomness.Current);
            Assert.AreSame(first, LayerRandomness.Current);
        }
        Assert.ThrowsExactly<InvalidOperationException>(() => LayerRandomness.Current);
    }

    [TestMethod]
    public void Use_Always_IsSeenByItsThreadOnly()
    {
        using var source = new RandomSource(CPU, 1);
        using var use = LayerRandomness.Use(source);
        var isSeen = true;
        var thread = new Thread(() =>
        {
            try
            {
                _ = LayerRandomness.Current;
            }
            catch (InvalidOperationException)
            {
                isSeen = false;
            }
        });
        thread.Start();
        thread.Join();
        Assert.IsFalse(isSeen);
    }
}

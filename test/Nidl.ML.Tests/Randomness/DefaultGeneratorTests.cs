using Nidl.ML.Tests.Encoders;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Training;

// Both use the process-wide generator, as they must.
[TestClass]
[DoNotParallelize]
public sealed class DefaultGeneratorTests
{
    private static double[] Weights(long seed)
    {
        using var module = DefaultGenerator.Lend(seed, () => new MlpEncoder { HiddenDimensions = [8] }.CreateModule([4]));
        using var weight = module.parameters().First().clone();
        return weight.Values();
    }

    [TestMethod]
    public void Create_EqualSeeds_GiveEqualWeights()
    {
        CollectionAssert.AreEqual(Weights(1), Weights(1));
        CollectionAssert.AreNotEqual(Weights(1), Weights(2));
    }

    [TestMethod]
    public void Create_RestoresTheProcessWideGenerator_AlsoAfterAnError()
    {
        using var generator = Generator.Default;
        using var before = generator.get_state();
        Weights(1);
        using var after = generator.get_state();
        CollectionAssert.AreEqual(before.Values(), after.Values());
        Assert.ThrowsExactly<IOException>(() => DefaultGenerator.Lend<nn.Module>(1, () =>
        {
            using var drawn = rand(100);
            throw new IOException();
        }));
        using var afterError = generator.get_state();
        CollectionAssert.AreEqual(before.Values(), afterError.Values());
    }

    [TestMethod]
    public void Create_OnManyThreads_GivesEachItsOwnWeights()
    {
        var expected = Enumerable.Range(0, 8).Select(DrawSlowly).ToArray();
        var actual = new double[8][];
        Parallel.For(0, 8, seed => actual[seed] = DrawSlowly(seed));
        for (var seed = 0; seed < 8; seed++)
            CollectionAssert.AreEqual(expected[seed], actual[seed]);
    }

    private static double[] DrawSlowly(int seed) => DefaultGenerator.Lend(seed, () => Enumerable.Range(0, 20).Select(_ =>
    {
        Thread.Sleep(1);
        using var drawn = rand(1);
        return drawn.Values()[0];
    }).ToArray());
}

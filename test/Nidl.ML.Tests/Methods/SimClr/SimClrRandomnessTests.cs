using Microsoft.ML;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.SimClr;

[TestClass]
public sealed class SimClrRandomnessTests
{
    private static readonly SimClrOptions Options = Tiny.Options with
    {
        Encoder = new MlpEncoder { HiddenDimensions = [8], EmbeddingDimension = 4, Dropout = 0.2 },
    };

    [TestMethod]
    public void Fit_SameSeed_GivesEqualBits() => Assert.IsTrue(Embeddings.AreBitEqual(Fit(Options), Fit(Options)));

    [TestMethod]
    public void Fit_OtherSeed_GivesOtherEmbeddings() =>
        Assert.IsFalse(Embeddings.AreBitEqual(Fit(Options), Fit(Options with { Seed = 2 })));

    [TestMethod]
    public void Fit_OneEstimatorTwice_GivesEqualBits()
    {
        var ml = new MLContext(1);
        var estimator = ml.SelfSupervised.SimClr("Embedding", "Image", Options);
        using var first = estimator.Fit(Images.View(ml, 24));
        using var second = estimator.Fit(Images.View(ml, 24));
        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.OfNewImages(first), Embeddings.OfNewImages(second)));
    }

    [TestMethod]
    public void Fit_InsideTheCallersNoGrad_GivesTheSame()
    {
        using var noGradient = no_grad();
        var inside = Fit(Options with { MicroBatchSize = 3 });
        using var gradient = enable_grad();
        Assert.IsTrue(Embeddings.AreBitEqual(Fit(Options with { MicroBatchSize = 3 }), inside));
    }

    [TestMethod]
    public void Fit_SideBySide_GivesTheSameAsAlone()
    {
        var longer = Options with { NumberOfEpochs = 6 };
        var alone = new[] { Fit(longer), Fit(longer with { Seed = 2 }) };
        var together = new float[2][][];
        var threads = Enumerable.Range(0, 2).Select(i => new Thread(() => together[i] = Fit(longer with { Seed = i + 1 }))).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        Assert.IsTrue(Embeddings.AreBitEqual(alone[0], together[0]));
        Assert.IsTrue(Embeddings.AreBitEqual(alone[1], together[1]));
    }

    [TestMethod]
    public void Fit_NoSeed_TakesItFromTheContext()
    {
        var options = Options with { Seed = null };
        int Seed(int context)
        {
            using var transformer = Tiny.Fit(new MLContext(context), options with { NumberOfEpochs = 0 });
            return transformer.History.Seed;
        }
        Assert.AreEqual(Seed(1), Seed(1));
        Assert.AreNotEqual(Seed(1), Seed(2));
    }

    [TestMethod]
    public void Fit_NoSeed_TheSeedOfTheHistoryRepeatsIt()
    {
        using var first = Tiny.Fit(new MLContext(5), Options with { Seed = null });
        using var second = Tiny.Fit(new MLContext(6), Options with { Seed = first.History.Seed });
        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.OfNewImages(first), Embeddings.OfNewImages(second)));
    }

    [TestMethod]
    public void Fit_ProcessWideGenerator_IsLeftAsItWas()
    {
        var before = GeneratorState();
        Fit(Options);
        CollectionAssert.AreEqual(before, GeneratorState());
    }

    private static float[][] Fit(SimClrOptions options)
    {
        using var transformer = Tiny.Fit(new MLContext(1), options);
        return Embeddings.OfNewImages(transformer);
    }

    private static byte[] GeneratorState()
    {
        using var scope = NewDisposeScope();
        using var generator = Generator.Default;
        return generator.get_state().data<byte>().ToArray();
    }
}

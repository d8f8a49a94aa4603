using Microsoft.ML;
using Nidl.ML.Losses;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Embedding;

[TestClass]
public sealed class EmbeddingPrecisionTests
{
    private static readonly SimClrOptions Options =
        Tiny.Options with { Encoder = new ConvNet2d { HiddenChannels = [8], EmbeddingDimension = 8, Strides = [1, 2] } };

    [TestMethod]
    public void WithOptions_BFloat16_GivesNearlyTheSameEmbeddingsAndKeepsTheWeights()
    {
        using var single = Tiny.Fit(new MLContext(1), Options);
        using var half = single.WithOptions(new() { Precision = Precision.BFloat16 });
        var (expected, actual) = (Embeddings.OfNewImages(single), Embeddings.OfNewImages(half));
        Assert.IsFalse(Embeddings.AreBitEqual(expected, actual));
        Embeddings.AreClose(expected, actual, 0.02);
        CollectionAssert.AreEqual(FinalWeights.Of(single), FinalWeights.Of(half));
        Assert.AreEqual((Precision.Float32, Precision.BFloat16), (single.Options.Precision, half.Options.Precision));
    }

    [TestMethod]
    public void SaveLoad_BFloat16_ComputesAsBefore()
    {
        var ml = new MLContext(1);
        using var single = Tiny.Fit(ml, Options);
        using var half = single.WithOptions(new() { Precision = Precision.BFloat16 });
        using var file = new MemoryStream();
        ml.Model.Save(half, Images.View(ml, 2).Schema, file);
        file.Position = 0;
        var loaded = ml.Model.Load(file, out _);
        using var owner = (IDisposable)loaded;
        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.OfNewImages(half), Embeddings.Of(loaded.Transform(Images.View(ml, 20, seed: 9)))));
    }

    [TestMethod]
    public void Fit_EmbeddingOfBFloat16_GivesWhatWithOptionsGives()
    {
        using var single = Tiny.Fit(new MLContext(1), Options);
        using var later = single.WithOptions(new() { Precision = Precision.BFloat16 });
        using var half = Tiny.Fit(new MLContext(1), Options with { Embedding = new() { Precision = Precision.BFloat16 } });
        Assert.AreEqual((Precision.Float32, Precision.BFloat16), (half.History.Precision, half.Options.Precision));
        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.OfNewImages(later), Embeddings.OfNewImages(half)));
    }

    [TestMethod]
    public void Encode_SingleRow_TakesOneThreadAndABlockAll()
    {
        var threads = new List<int>();
        var encoder = CustomEncoder.Register($"threads {Guid.NewGuid()}", shape => new Asking(threads));
        var ml = new MLContext(1);
        using var transformer = Tiny.Fit(ml, Tiny.Options with { Encoder = encoder, NumberOfEpochs = 0 });
        threads.Clear();
        using var engine = ml.Model.CreatePredictionEngine<ImageRow, EmbeddedRow>(transformer);
        engine.Predict(Images.Rows(1)[0]);
        Embeddings.Of(transformer.Transform(Images.View(ml, 5)));
        CollectionAssert.AreEqual(new[] { 1, Libtorch.NumberOfThreads }, threads);
    }

    [TestMethod]
    public void Transform_BlockUnderWay_ReadsTheNextAhead()
    {
        using var transformer = Tiny.Untrained();
        var source = VectorView.Random(600, 3);
        var view = transformer.Transform(source);
        using var cursor = view.GetRowCursor([view.Schema["Embedding"]]);
        Assert.AreEqual(0, source.FeatureReads);
        cursor.MoveNext();
        Assert.IsTrue(SpinWait.SpinUntil(() => source.FeatureReads == 512, TimeSpan.FromMinutes(1)), $"{source.FeatureReads} rows");
    }

    private sealed class Asking(List<int> threads) : nn.Module<Tensor, Tensor>(nameof(Asking))
    {
        public override Tensor forward(Tensor input)
        {
            threads.Add(get_num_threads());
            return input.flatten(1).mul(2);
        }
    }
}

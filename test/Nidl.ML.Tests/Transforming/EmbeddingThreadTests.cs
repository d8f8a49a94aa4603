using Microsoft.ML;

namespace Nidl.ML.Tests.Embedding;

[TestClass]
public sealed class EmbeddingThreadTests
{
    [TestMethod]
    public void Transform_EightThreadsOnOneTransformer_GiveTheSameValues()
    {
        using var transformer = Tiny.Untrained();
        var expected = Embeddings.Of(transformer.Transform(VectorView.Random(300, 3)));
        InParallel(8, _ => Embeddings.AreClose(expected, Embeddings.Of(transformer.Transform(VectorView.Random(300, 3)))));
    }

    [TestMethod]
    public void Transform_EightThreadsOnOneView_GiveTheSameValues()
    {
        using var transformer = Tiny.Untrained();
        var transformed = transformer.Transform(VectorView.Random(300, 3));
        var expected = Embeddings.Of(transformer.Transform(VectorView.Random(300, 3)));
        InParallel(8, _ => Embeddings.AreClose(expected, Embeddings.Of(transformed)));
    }

    [TestMethod]
    public void PredictionEngines_OneAThread_GiveTheSameValues()
    {
        var ml = new MLContext(1);
        using var transformer = Tiny.Fit(ml);
        var rows = Images.Rows(20, seed: 9);
        var expected = Embeddings.OfNewImages(transformer);
        InParallel(4, _ =>
        {
            // Not disposed: an engine would dispose the transformer, which the others use.
            var engine = ml.Model.CreatePredictionEngine<ImageRow, EmbeddedRow>(transformer);
            Embeddings.AreClose(expected, [.. rows.Select(row => engine.Predict(row).Embedding)]);
        });
    }

    [TestMethod]
    public void Dispose_DuringTransform_EndsItByAnExceptionOrLetsItFinish()
    {
        for (var round = 0; round < 10; round++)
        {
            var transformer = Tiny.Untrained(size: 50, cacheBytes: 0);
            using var started = new Barrier(5);
            var pause = round;
            InParallel(5, thread =>
            {
                started.SignalAndWait();
                if (thread == 0)
                {
                    Thread.SpinWait(1000 * pause * pause);
                    transformer.Dispose();
                }
                else
                {
                    ReadUntilDisposed(transformer);
                }
            });
            Assert.ThrowsExactly<ObjectDisposedException>(() => Embeddings.Of(transformer.Transform(VectorView.Random(2, 50))));
        }
    }

    [TestMethod]
    public void Dispose_Twice_IsFine()
    {
        var transformer = Tiny.Untrained();
        transformer.Dispose();
        transformer.Dispose();
        Assert.AreEqual(4, transformer.EmbeddingDimension);
    }

    [TestMethod]
    public void Use_OfADisposedTransformer_NamesItsType()
    {
        var transformer = Tiny.Untrained();
        var view = transformer.Transform(VectorView.Random(2, 3));
        transformer.Dispose();
        Assert.AreEqual(
            typeof(EmbeddingTransformer).FullName, Assert.ThrowsExactly<ObjectDisposedException>(() => Embeddings.Of(view)).ObjectName);
    }

    [TestMethod]
    public void Dispose_Encoder_LeavesNoTensor()
    {
        Tiny.Untrained().Dispose();
        var before = TensorLeak.Live();
        var transformer = Tiny.Untrained();
        Embeddings.Of(transformer.Transform(VectorView.Random(300, 3)));
        Assert.AreNotEqual(before, TensorLeak.Live());
        transformer.Dispose();
        Assert.AreEqual(before, TensorLeak.Live());
    }

    private static void ReadUntilDisposed(EmbeddingTransformer transformer)
    {
        try
        {
            for (var pass = 0; pass < 50; pass++)
                Embeddings.Of(transformer.Transform(VectorView.Random(300, 50)));
        }
        catch (ObjectDisposedException)
        {
            return;
        }
    }

    private static void InParallel(int count, Action<int> action)
    {
        var failures = new List<Exception>();
        var threads = Enumerable.Range(0, count).Select(index => new Thread(() =>
        {
            try
            {
                action(index);
            }
            catch (Exception failure)
            {
                lock (failures)
                    failures.Add(failure);
            }
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        Assert.IsEmpty(failures, string.Join('\n', failures));
    }
}

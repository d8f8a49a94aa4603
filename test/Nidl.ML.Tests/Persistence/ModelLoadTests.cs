using Microsoft.ML;

namespace Nidl.ML.Tests.Persistence;

/// <summary>ML.NET's own <c>Model.Load</c> finds our loaders by itself: no context here was touched by anything of ours.</summary>
[TestClass]
public sealed class ModelLoadTests
{
    private const int Threads = 16;

    [TestMethod]
    public void Load_UntouchedContexts_GiveEqualSchemasAndBits()
    {
        var (first, second) = (Load(SavedModel.ChainWithProbes), Load(SavedModel.ChainWithProbes));
        using var releaseFirst = (IDisposable)first;
        using var releaseSecond = (IDisposable)second;
        var view = Images.View(new MLContext(1), 12);
        Embedding.EmbeddingSchemaTests.AreEqual(first.Transform(view).Schema, second.Transform(view).Schema);
        foreach (var column in new[] { "Embedding", "Score" })
        {
            var (expected, found) = (Embeddings.Of(first.Transform(view), column), Embeddings.Of(second.Transform(view), column));
            Assert.IsTrue(Embeddings.AreBitEqual(expected, found), column);
        }
        var loader = ((IEnumerable<ITransformer>)first).OfType<ArrayLoadingTransformer>().Single();
        Assert.AreEqual(new ArrayColumn("Array", "Path", [2, 3]), loader.Column);
    }

    [TestMethod]
    public void Load_TwiceInOneContext_Loads()
    {
        var ml = new MLContext(1);
        for (var i = 0; i < 2; i++)
            ((IDisposable)ml.Model.Load(new MemoryStream(SavedModel.Chain), out _)).Dispose();
    }

    [TestMethod]
    public void Load_SixteenThreads_GiveEqualBits()
    {
        var expected = EmbeddingsOf(SavedModel.Chain);
        var found = new float[Threads][][];
        var threads = Enumerable.Range(0, Threads)
            .Select(number => new Thread(() => found[number] = EmbeddingsOf(SavedModel.Chain))).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        foreach (var embeddings in found)
            Assert.IsTrue(Embeddings.AreBitEqual(expected, embeddings));
    }

    [TestMethod]
    public void Load_PoolOfEngines_PredictsEqualBits()
    {
        var rows = Images.Rows(24, seed: 9);
        using var model = (IDisposable)Load(SavedModel.Chain);
        var shared = new PredictionEngineOptions { OwnsTransformer = false };
        PredictionEngine<ImageRow, EmbeddedRow> Create() =>
            new MLContext().Model.CreatePredictionEngine<ImageRow, EmbeddedRow>((ITransformer)model, shared);
        using var one = Create();
        float[][] expected = [.. rows.Select(row => one.Predict(row).Embedding.ToArray())];
        Parallel.For(0, Threads, _ =>
        {
            using var engine = Create();
            Assert.IsTrue(Embeddings.AreBitEqual(expected, [.. rows.Select(row => engine.Predict(row).Embedding.ToArray())]));
        });
    }

    [TestMethod]
    public void Load_FreshProcess_SixteenThreadsGiveTheBitsOfThisOne()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["model.zip"], SavedModel.Chain);
        var alone = FreshProcess.Run(folder["model.zip"]);
        Assert.HasCount(25, alone);
        var bits = EmbeddingsOf(SavedModel.Chain).Select(row => string.Join(' ', row.Select(Bits)));
        CollectionAssert.AreEqual(bits.ToArray(), alone[1..]);
        var expected = Enumerable.Repeat(alone, Threads).SelectMany(lines => lines);
        CollectionAssert.AreEqual(expected.ToArray(), FreshProcess.Run(folder["model.zip"], "Threads"));
    }

    [TestMethod]
    [TestCategory(TestDevice.Category)]
    public void Load_ContextsGpuIsNotThere_FailsOrFallsBackAsTheContextSays()
    {
        var strict = new MLContext(1) { GpuDeviceId = 99 };
        var failure = Assert.Throws<Exception>(() => strict.Model.Load(new MemoryStream(SavedModel.Chain), out _));
        Assert.Contains("GpuDeviceId 99 of the MLContext needs CUDA device 99", failure.ToString());
        var lenient = new MLContext(1) { GpuDeviceId = 99, FallbackToCpu = true };
        using var model = (IDisposable)lenient.Model.Load(new MemoryStream(SavedModel.Chain), out _);
        var embedding = ((IEnumerable<ITransformer>)model).OfType<EmbeddingTransformer>().Single();
        Assert.AreEqual(TorchSharp.DeviceType.CPU, embedding.FrozenNetwork.Device.type);
    }

    private static string Bits(float value) => BitConverter.SingleToUInt32Bits(value).ToString("x8");

    private static ITransformer Load(byte[] file) => new MLContext().Model.Load(new MemoryStream(file), out _);

    private static float[][] EmbeddingsOf(byte[] file)
    {
        var model = Load(file);
        using var release = (IDisposable)model;
        return Embeddings.Of(model.Transform(Images.View(new MLContext(), 24)));
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML.Tests.Persistence;

namespace Nidl.ML.Tests.Embedding;

[TestClass]
public sealed class EmbeddingModelFileTests
{
    [TestMethod]
    public void SaveLoad_Chain_GivesEqualSchemaAndBits()
    {
        var ml = new MLContext(1);
        var view = Images.View(ml, 24);
        using var model = Chain(ml).Fit(view);
        using var file = new MemoryStream();
        ml.Model.Save(model, view.Schema, file);
        file.Position = 0;

        var other = new MLContext(2);
        var loaded = other.Model.Load(file, out var inputSchema);
        using var owner = (IDisposable)loaded;
        CollectionAssert.AreEqual(
            view.Schema.Select(column => $"{column.Name} {column.Type}").ToArray(),
            inputSchema.Select(column => $"{column.Name} {column.Type}").ToArray());
        EmbeddingSchemaTests.AreEqual(model.Transform(view).Schema, loaded.Transform(view).Schema);
        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.Of(model.Transform(view)), Embeddings.Of(loaded.Transform(view))));
        Assert.IsTrue(
            Embeddings.AreBitEqual(Embeddings.Of(model.Transform(view), "Mixed"), Embeddings.Of(loaded.Transform(view), "Mixed")));
    }

    [TestMethod]
    public void SaveLoad_Transformer_KeepsItsDescription()
    {
        var ml = new MLContext(1);
        using var transformer = Tiny.Fit(ml, Tiny.Options with { Embedding = new() { BatchSize = 7, CacheBytes = 12345 } });
        using var loaded = SaveAndLoad(ml, transformer);
        Assert.AreEqual(transformer.Encoder, loaded.Encoder);
        Assert.AreEqual(transformer.InputShape, loaded.InputShape);
        Assert.AreEqual(new EmbeddingOptions { BatchSize = 7, CacheBytes = 12345 }, loaded.Options);
        Assert.AreEqual(
            (transformer.Method, transformer.InputColumnName, transformer.OutputColumnName),
            (loaded.Method, loaded.InputColumnName, loaded.OutputColumnName));
        CollectionAssert.AreEqual(transformer.History.Epochs.ToArray(), loaded.History.Epochs.ToArray());
        Assert.AreEqual((transformer.History.Seed, transformer.History.Device), (loaded.History.Seed, loaded.History.Device));
    }

    [TestMethod]
    public void SaveLoad_BatchNormEncoder_KeepsItsStatistics()
    {
        var ml = new MLContext(1);
        using var transformer = Tiny.Fit(
            ml, Tiny.Options with { Encoder = new ConvNet2d { HiddenChannels = [4], EmbeddingDimension = 4, Strides = [1, 2] } });
        using var loaded = SaveAndLoad(ml, transformer);
        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.OfNewImages(transformer), Embeddings.OfNewImages(loaded)));
    }

    [TestMethod]
    public void SaveLoad_LoadedTransformer_RejectsTheSameInputs()
    {
        var ml = new MLContext(1);
        using var transformer = Tiny.Fit(ml);
        using var loaded = SaveAndLoad(ml, transformer);
        Error.Is<ArgumentOutOfRangeException>(
            "Could not find input column 'Image' (Parameter 'inputSchema')", () => loaded.Transform(VectorView.Random(2, 3)));
    }

    [TestMethod]
    public void SaveLoad_FreshProcess_GivesEqualBits()
    {
        var ml = new MLContext(1);
        var view = Images.View(ml, 24);
        using var model = Chain(ml).Fit(view);
        var path = Path.Combine(Path.GetTempPath(), $"nidl-{Guid.NewGuid():N}.zip");
        try
        {
            ml.Model.Save(model, view.Schema, path);
            var expected = new[] { string.Join(' ', model.Transform(view).Schema.Select(column => $"{column.Name}:{column.Type}")) }
                .Concat(
                    Embeddings.Of(model.Transform(view))
                        .Select(row => string.Join(' ', row.Select(value => BitConverter.SingleToUInt32Bits(value).ToString("x8")))));
            CollectionAssert.AreEqual(expected.ToArray(), FreshProcess.Run(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void Save_DisposedTransformer_SaysSo()
    {
        var ml = new MLContext(1);
        var transformer = Tiny.Fit(ml);
        transformer.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => ml.Model.Save(transformer, Images.View(ml, 2).Schema, new MemoryStream()));
    }

    private static EstimatorChain<ColumnConcatenatingTransformer> Chain(MLContext ml) =>
        ml.SelfSupervised.SimClr("Embedding", "Image", Tiny.Options).Append(ml.Transforms.Concatenate("Mixed", "Embedding", "Embedding"));

    private static EmbeddingTransformer SaveAndLoad(MLContext ml, EmbeddingTransformer transformer)
    {
        using var file = new MemoryStream();
        ml.Model.Save(transformer, Images.View(ml, 2).Schema, file);
        file.Position = 0;
        var loaded = ml.Model.Load(file, out _);
        return loaded as EmbeddingTransformer ?? (EmbeddingTransformer)((IEnumerable<ITransformer>)loaded).Single();
    }
}

using Microsoft.ML;

namespace Nidl.ML.Tests.Embedding;

/// <summary>Embeddings that are means over mirror images.</summary>
[TestClass]
public sealed class EmbeddingMirrorTests
{
    private static readonly InputShape s_image = [2, 5, 6];
    private static readonly InputShape s_volume = [2, 3, 4, 5];

    [TestMethod]
    [DataRow(SpatialAxes.Width)]
    [DataRow(SpatialAxes.Height)]
    [DataRow(SpatialAxes.Height | SpatialAxes.Width)]
    public void Transform_MirroredImages_IsTheMeanOverThem(SpatialAxes axes) => IsTheMean(s_image, axes);

    [TestMethod]
    [DataRow(SpatialAxes.Depth)]
    [DataRow(SpatialAxes.Width)]
    [DataRow(SpatialAxes.Depth | SpatialAxes.Height | SpatialAxes.Width)]
    public void Transform_MirroredVolumes_IsTheMeanOverThem(SpatialAxes axes) => IsTheMean(s_volume, axes);

    [TestMethod]
    [DataRow(Precision.Float32)]
    [DataRow(Precision.BFloat16)]
    public void Transform_MirrorImage_HasTheSameEmbedding(Precision precision)
    {
        var ml = new MLContext(1);
        var encoder = new ConvNet2d { HiddenChannels = [8], EmbeddingDimension = 16, Strides = [1, 2], PoolingGrid = 2 };
        using var plain = Tiny.Fit(ml, Tiny.Options with { Encoder = encoder });
        using var mirrored = plain.WithOptions(new() { MirroredAxes = SpatialAxes.Width, Precision = precision });
        var images = Images.Rows(5);
        var mirrorImages = images.Select(row =>
            new ImageRow { Image = [.. row.Image.Chunk(Images.Side).SelectMany(line => line.Reverse())] });
        var (expected, actual) = (Of(plain, images), Of(plain, mirrorImages));
        Assert.IsFalse(Embeddings.AreBitEqual(expected, actual), "the network is not blind to what is left and right");
        Embeddings.AreClose(Of(mirrored, images), Of(mirrored, mirrorImages), 1e-6);

        float[][] Of(EmbeddingTransformer transformer, IEnumerable<ImageRow> rows) =>
            Embeddings.Of(transformer.Transform(ml.Data.LoadFromEnumerable(rows)));
    }

    [TestMethod]
    public void Transform_MirroredImages_TakesOnePassABlock()
    {
        using var transformer = Fit(s_image, SpatialAxes.Height | SpatialAxes.Width);
        Embeddings.Of(transformer.Transform(VectorView.Random(100, (int)s_image.Size)));
        Assert.AreEqual(2, transformer.FrozenNetwork.ForwardPasses); // of 64 rows and 36
    }

    [TestMethod]
    public void SaveLoad_MirroredAxes_ComputesAsBefore()
    {
        var ml = new MLContext(1);
        using var transformer = Fit(s_image, SpatialAxes.Width);
        var rows = VectorView.Random(5, (int)s_image.Size, seed: 3);
        using var file = new MemoryStream();
        ml.Model.Save(transformer, rows.Schema, file);
        file.Position = 0;
        using var loaded = (EmbeddingTransformer)ml.Model.Load(file, out _);
        Assert.AreEqual(SpatialAxes.Width, loaded.Options.MirroredAxes);
        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.Of(transformer.Transform(rows)), Embeddings.Of(loaded.Transform(rows))));
    }

    [TestMethod]
    public void Fit_RowsWithoutSuchAnAxis_IsRefusedBeforeTheTraining()
    {
        Error.Is<ArgumentException>(
            "MirroredAxes = Width needs rows of shape (channels, height, width) or (channels, depth, height, width), but (4) was given. "
            + "(Parameter 'MirroredAxes')",
            () => Fit([4], SpatialAxes.Width));
        Error.Is<ArgumentException>(
            "MirroredAxes = Depth, Width needs rows of shape (channels, depth, height, width), but (2, 5, 6) was given. "
            + "(Parameter 'MirroredAxes')",
            () => Fit(s_image, SpatialAxes.Depth | SpatialAxes.Width));
    }

    [TestMethod]
    public void WithOptions_RowsWithoutSuchAnAxis_IsRefused()
    {
        using var transformer = Fit(s_image, SpatialAxes.None);
        var refusal = Assert.ThrowsExactly<ArgumentException>(() => transformer.WithOptions(new() { MirroredAxes = SpatialAxes.Depth }));
        Assert.AreEqual("MirroredAxes", refusal.ParamName);
    }

    private static void IsTheMean(InputShape shape, SpatialAxes axes)
    {
        using var mirrored = Fit(shape, axes);
        using var plain = mirrored.WithOptions(new());
        var rows = VectorView.Random(3, (int)shape.Size, seed: 2);
        float[][][] kinds = [.. Subsets(axes).Select(subset => Embeddings.Of(plain.Transform(Mirror(rows, shape, subset))))];
        float[][] expected = [.. Enumerable.Range(0, 3).Select(row => Enumerable.Range(0, plain.EmbeddingDimension)
            .Select(i => kinds.Average(kind => kind[row][i])).ToArray())];
        Embeddings.AreClose(expected, Embeddings.Of(mirrored.Transform(rows)), 1e-6);
        Assert.IsFalse(Embeddings.AreBitEqual(expected, kinds[0]), "the network is not blind to the mirrored axes");
    }

    private static IEnumerable<SpatialAxes> Subsets(SpatialAxes axes) =>
        Enumerable.Range(0, 8).Select(bits => (SpatialAxes)bits).Where(subset => (subset & ~axes) == 0);

    // A plain loop over the places of (channels, [depth,] height, width).
    private static VectorView Mirror(VectorView rows, InputShape shape, SpatialAxes axes)
    {
        var (channels, depth) = ((int)shape[0], shape.Rank == 4 ? (int)shape[1] : 1);
        var (height, width) = ((int)shape[shape.Rank - 2], (int)shape[shape.Rank - 1]);
        return VectorView.Of([.. rows.Rows.Select(row =>
        {
            var (from, to) = (row.GetValues().ToArray(), new float[row.Length]);
            for (var c = 0; c < channels; c++)
                for (var z = 0; z < depth; z++)
                    for (var y = 0; y < height; y++)
                        for (var x = 0; x < width; x++)
                            to[Place(c, z, y, x)] = from[Place(
                                c, axes.HasFlag(SpatialAxes.Depth) ? depth - 1 - z : z,
                                axes.HasFlag(SpatialAxes.Height) ? height - 1 - y : y,
                                axes.HasFlag(SpatialAxes.Width) ? width - 1 - x : x)];
            return to;
        })]);

        int Place(int c, int z, int y, int x) => ((c * depth + z) * height + y) * width + x;
    }

    // A network that looks at each place by itself.
    private static EmbeddingTransformer Fit(InputShape shape, SpatialAxes axes) => Tiny.FitVectors(
        VectorView.Random(8, (int)shape.Size), Tiny.Options with { InputShape = shape, Embedding = new() { MirroredAxes = axes } });
}

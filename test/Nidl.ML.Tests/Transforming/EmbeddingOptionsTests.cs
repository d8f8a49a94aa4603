using TorchSharp;

namespace Nidl.ML.Tests.Embedding;

[TestClass]
public sealed class EmbeddingOptionsTests
{
    [TestMethod]
    public void Options_ByDefault_AreThose()
    {
        var options = new EmbeddingOptions();
        Assert.IsNull(options.BatchSize);
        Assert.AreEqual(
            (1L << 30, Precision.Float32, SpatialAxes.None), (options.CacheBytes, options.Precision, options.MirroredAxes));
    }

    [TestMethod]
    public void Init_ValueThatCannotBe_IsRefused()
    {
        Error.Is<ArgumentOutOfRangeException>(
            "CacheBytes must be at least 0, but '-1' was given. (Parameter 'CacheBytes')",
            () => _ = new EmbeddingOptions { CacheBytes = -1 });
        Error.Is<ArgumentOutOfRangeException>(
            "The precision of embeddings must be Float32 or BFloat16, but Auto was given. "
            + $"(Parameter 'Precision'){Environment.NewLine}Actual value was Auto.",
            () => _ = new EmbeddingOptions { Precision = Precision.Auto });
        Error.Is<ArgumentOutOfRangeException>(
            "MirroredAxes must be of Depth, Height and Width, but 'Width, LeftRight' was given. (Parameter 'MirroredAxes')",
            () => _ = new EmbeddingOptions { MirroredAxes = SpatialAxes.Width | SpatialAxes.LeftRight });
        foreach (var rows in new[] { 0, 4097 })
            Assert.AreEqual(
                "BatchSize", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new EmbeddingOptions { BatchSize = rows }).ParamName);
    }

    // 16 MiB hold 4 rows of 1024 x 1024 values, 64 MiB hold 16, 1 GiB holds 256.
    [TestMethod]
    [DataRow(null, 3, DeviceType.CPU, 256)]
    [DataRow(null, 1 << 20, DeviceType.CPU, 4)]
    [DataRow(null, 1 << 20, DeviceType.CUDA, 16)]
    [DataRow(null, 1 << 30, DeviceType.CPU, 1)]
    [DataRow(4096, 3, DeviceType.CPU, 4096)]
    [DataRow(1, 3, DeviceType.CPU, 1)]
    [DataRow(32, 1 << 20, DeviceType.CPU, 32)]
    [DataRow(4096, 1 << 20, DeviceType.CPU, 256)]
    [DataRow(4096, 1 << 20, DeviceType.CUDA, 256)]
    public void RowsAtOnce_Shape_StaysWithinMemory(int? batchSize, int rowSize, DeviceType device, int expected) =>
        Assert.AreEqual(expected, new EmbeddingOptions { BatchSize = batchSize }.RowsAtOnce([rowSize], device));

    [TestMethod]
    [DataRow(null, 1, DeviceType.CPU, 64)]
    [DataRow(null, 1 << 20, DeviceType.CPU, 1)]
    [DataRow(null, 1 << 20, DeviceType.CUDA, 4)]
    [DataRow(100, 1, DeviceType.CPU, 100)]
    [DataRow(4096, 1 << 20, DeviceType.CPU, 64)]
    public void RowsAtOnce_MirroredAxes_CountsMirrorImagesAsRows(int? batchSize, int rowSize, DeviceType device, int expected)
    {
        var options = new EmbeddingOptions { BatchSize = batchSize, MirroredAxes = SpatialAxes.Height | SpatialAxes.Width };
        Assert.AreEqual(expected, options.RowsAtOnce([1, 1, rowSize], device));
    }

    [TestMethod]
    [DataRow(7, 43)]
    [DataRow(300, 1)]
    public void Transform_BatchSize_IsWhatIsEncodedAtOnce(int batchSize, long expected)
    {
        var view = VectorView.Random(300, 3);
        using var usual = Tiny.Untrained();
        using var transformer = usual.WithOptions(usual.Options with { BatchSize = batchSize });
        Embeddings.AreClose(Embeddings.Of(usual.Transform(view)), Embeddings.Of(transformer.Transform(view)));
        Assert.AreEqual(expected, transformer.FrozenNetwork.ForwardPasses);
    }

    [TestMethod]
    public void WithOptions_Transformer_StaysAsItIs()
    {
        var options = new EmbeddingOptions { BatchSize = 5, CacheBytes = 6, Precision = Precision.BFloat16 };
        using var transformer = Tiny.Untrained();
        using var other = transformer.WithOptions(options);
        Assert.AreEqual(options, other.Options);
        Assert.AreEqual(new EmbeddingOptions { CacheBytes = 1 << 20 }, transformer.Options);
        transformer.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => transformer.WithOptions(options));
        Assert.HasCount(2, Embeddings.Of(other.Transform(VectorView.Random(2, 3))));
    }
}

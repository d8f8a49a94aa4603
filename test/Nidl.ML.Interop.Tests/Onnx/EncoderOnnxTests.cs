using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML.Tests;

namespace Nidl.ML.Interop.Tests.Onnx;

/// <summary>Every encoder as an ONNX file: ONNX Runtime and ML.NET's transformer over it give our values.</summary>
[TestClass]
public sealed class EncoderOnnxTests
{
    private static readonly VisionTransformer3d s_transformer =
        new() { PatchSize = 4, EmbeddingDimension = 12, Depth = 2, NumberOfHeads = 3 };

    private static readonly (string Name, Encoder Encoder, InputShape Shape)[] s_encoders =
    [
        ("ConvNet2d", new ConvNet2d { HiddenChannels = [8, 5], Strides = [2, 1, 2], EmbeddingDimension = 7 }, [2, 9, 11]),
        ("ConvNet2d, grid",
            new ConvNet2d { HiddenChannels = [8, 5], Strides = [2, 1, 1], EmbeddingDimension = 12, PoolingGrid = 2 }, [2, 10, 11]),
        ("ConvNet2d, mean of powers",
            new ConvNet2d { HiddenChannels = [8], Strides = [2, 1], EmbeddingDimension = 12, PoolingGrid = 2, PoolingPower = 3 },
            [2, 10, 11]),
        ("ResNet2d-18, small stem", new ResNet2d { Width = 8 }, [3, 12, 10]),
        ("ResNet2d-34, full stem", new ResNet2d { Depth = 34, Width = 4, Stem = ResNetStem.Full }, [1, 33, 40]),
        ("ResNet2d-50, small stem", new ResNet2d { Depth = 50, Width = 4 }, [3, 9, 9]),
        ("ResNet3d-18", new ResNet3d { NumberOfStages = 2, EmbeddingDimension = 6 }, [1, 14, 12, 10]),
        ("ResNet3d-50, no last layer", new ResNet3d { Depth = 50, NumberOfStages = 1, InitialKernelSize = 3, EmbeddingDimension = null },
            [2, 8, 8, 9]),
        ("DenseNet3d", new DenseNet3d { LayersPerBlock = [2, 3], GrowthRate = 4, StemChannels = 6, EmbeddingDimension = 5 }, [2, 9, 8, 11]),
        ("DenseNet3d as nidl's, no last layer",
            new DenseNet3d { LayersPerBlock = [2], GrowthRate = 4, StemChannels = 6, FinalNormalization = false,
                EmbeddingDimension = null },
            [1, 8, 8, 8]),
        ("AlexNet3d", new AlexNet3d { EmbeddingDimension = 5 }, [1, 33, 33, 34]),
        ("VisionTransformer3d, class token", s_transformer with { Dropout = 0.1, StochasticDepth = 0.1 }, [2, 8, 4, 12]),
        ("VisionTransformer3d, mean",
            s_transformer with { Pooling = TokenPooling.Mean, Positions = PositionEncoding.SineCosine }, [1, 8, 4, 12]),
        ("MlpEncoder", new MlpEncoder { HiddenDimensions = [16, 12], EmbeddingDimension = 5, Dropout = 0.2 }, [9]),
        ("MlpEncoder, batch, residual",
            new MlpEncoder { HiddenDimensions = [12, 12], EmbeddingDimension = 5, Normalization = MlpNormalization.BatchNorm,
                Residual = true }, [3, 4]),
        ("MlpEncoder, layer, residual",
            new MlpEncoder { HiddenDimensions = [12, 12], EmbeddingDimension = 5, Normalization = MlpNormalization.LayerNorm,
                Residual = true }, [12]),
        ("MlpEncoder, linear", new MlpEncoder { HiddenDimensions = [], EmbeddingDimension = 3 }, [4]),
    ];

    public static IEnumerable<object[]> Encoders =>
        from encoder in s_encoders
        from folds in new[] { false, true }
        select new object[] { encoder.Name, folds };

    [TestMethod]
    [DynamicData(nameof(Encoders))]
    public void SaveAsOnnx_EveryEncoder_GivesOurValues(string name, bool folds)
    {
        using var transformer = Fit(name);
        var rows = Rows(transformer, 8);
        var expected = Embeddings.Of(transformer.Transform(rows));

        using var folder = new TemporaryFolder();
        transformer.SaveAsOnnx(folder["encoder.onnx"], folds);

        using var model = new RuntimeModel(File.ReadAllBytes(folder["encoder.onnx"]));
        CollectionAssert.AreEqual(new[] { -1, transformer.EmbeddingDimension }, model.ShapeOf("Embedding"));
        foreach (var batch in new[] { 1, 7 })
            Embeddings.AreClose(expected, model.Run("Embedding", rows, batch));
        Embeddings.AreClose(expected, Embeddings.Of(Apply(folder["encoder.onnx"], rows)));
    }

    [TestMethod]
    public void SaveAsOnnx_ChannelsLast_TakesTheColumnAsItIs()
    {
        var encoder = new ConvNet2d { HiddenChannels = [], Strides = [1], EmbeddingDimension = 4 };
        var options =
            Tiny.Options with { Encoder = encoder, NumberOfEpochs = 1, InputShape = [5, 4, 3], InputLayout = InputLayout.ChannelsLast };
        using var transformer = Tiny.FitVectors(VectorView.Random(16, 60), options);
        var rows = VectorView.Random(7, 60, seed: 2);
        using var file = new MemoryStream();

        transformer.SaveAsOnnx(file);

        using var model = new RuntimeModel(file.ToArray());
        CollectionAssert.AreEqual(new[] { -1, 5, 4, 3 }, model.ShapeOf("Features"));
        Embeddings.AreClose(Embeddings.Of(transformer.Transform(rows)), model.Run("Embedding", rows, 7));
    }

    [TestMethod]
    [DataRow(InputLayout.ChannelsFirst)]
    [DataRow(InputLayout.ChannelsLast)]
    public void SaveAsOnnx_BytesWithScaling_ScalesThemAsWeDo(InputLayout layout)
    {
        var ml = new MLContext(1);
        var encoder = new ConvNet2d { HiddenChannels = [], Strides = [1], EmbeddingDimension = 4 };
        using var transformer = ml.SelfSupervised.SimClr("Embedding", "Pixels", Tiny.Options with
        {
            Encoder = encoder, InputShape = layout == InputLayout.ChannelsLast ? [5, 4, 3] : [3, 5, 4], InputLayout = layout,
            PixelScaling = PixelScaling.ImageNet,
        }).Fit(ByteSample.View(ml, 16, seed: 1));
        var rows = ByteSample.View(ml, 14, seed: 2);
        var expected = Embeddings.Of(transformer.Transform(rows));
        using var file = new MemoryStream();
        using var chain = new MemoryStream();

        transformer.SaveAsOnnx(file);
        ml.Model.ConvertToOnnx(transformer, rows, chain);

        using var alone = new RuntimeModel(file.ToArray());
        using var converted = new RuntimeModel(chain.ToArray());
        foreach (var batch in new[] { 1, 7 })
        {
            Embeddings.AreClose(expected, alone.Run("Embedding", rows, batch));
            Embeddings.AreClose(expected, converted.Run("Embedding.output", rows, batch));
        }
    }

    [TestMethod]
    [DataRow("ConvNet2d, grid", SpatialAxes.Width)]
    [DataRow("ConvNet2d, grid", SpatialAxes.Height | SpatialAxes.Width)]
    [DataRow("ResNet3d-18", SpatialAxes.Depth | SpatialAxes.Height | SpatialAxes.Width)]
    public void SaveAsOnnx_MirroredAxes_GivesOurValues(string name, SpatialAxes axes)
    {
        using var transformer = Fit(name, axes);
        var rows = Rows(transformer, 8);
        var expected = Embeddings.Of(transformer.Transform(rows));
        using var file = new MemoryStream();
        using var chain = new MemoryStream();

        transformer.SaveAsOnnx(file);
        new MLContext(1).Model.ConvertToOnnx(transformer, rows, 9, chain);

        using var alone = new RuntimeModel(file.ToArray());
        using var converted = new RuntimeModel(chain.ToArray());
        foreach (var batch in new[] { 1, 7 })
        {
            Embeddings.AreClose(expected, alone.Run("Embedding", rows, batch));
            Embeddings.AreClose(expected, converted.Run("Embedding.output", rows, batch));
        }
    }

    private static EmbeddingTransformer Fit(string name, SpatialAxes mirroredAxes = SpatialAxes.None)
    {
        var (_, encoder, shape) = s_encoders.Single(entry => entry.Name == name);
        // One epoch, so that running statistics are not those of the start.
        return Tiny.FitVectors(VectorView.Random(8, shape.Size), Tiny.Options with
        {
            Encoder = encoder, NumberOfEpochs = 1, InputShape = shape, Embedding = new() { MirroredAxes = mirroredAxes },
        });
    }

    private static VectorView Rows(EmbeddingTransformer transformer, int count) =>
        VectorView.Random(count, transformer.InputShape.Size, seed: 2);

    private static IDataView Apply(string path, VectorView rows)
    {
        var ml = new MLContext(1);
        return ml.Transforms.ApplyOnnxModel("Embedding", "Features", path).Fit(rows).Transform(rows);
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Nidl.ML.Tests.Persistence;
using TorchSharp;

namespace Nidl.ML.Tests.Data;

/// <summary>Bytes and images are trained on, transformed and served alike.</summary>
[TestClass]
public sealed class ImageColumnTests
{
    private const int Height = 6;
    private const int Width = 8;

    private static readonly SimClrOptions s_options =
        Tiny.Options with { Augmentations = [new GaussianNoise { StandardDeviation = 0.05 }] };

    private static readonly PixelScaling s_scaling = new() { Mean = [0.5, 0.4, 0.3], StandardDeviation = [0.2, 0.3, 0.25] };

    private readonly MLContext _ml = new(1);

    [TestMethod]
    [DataRow(1L << 20, 1L << 20)]
    [DataRow(8000L, 29600L)]
    public void Fit_Bytes_IsAsFitOfTheirScaledSingles(long budgetOfBytes, long budgetOfSingles)
    {
        // The smaller budgets stream, through pools of as many rows.
        var (bytes, singles) = (View(60), Scaled(View(60), value => value / 255f));
        using var fromBytes = Fit(bytes, s_options with { MemoryBudgetBytes = budgetOfBytes });
        using var fromSingles = Fit(singles, s_options with { MemoryBudgetBytes = budgetOfSingles });
        Assert.AreEqual(new PixelScaling(), fromBytes.PixelScaling);
        Assert.IsNull(fromSingles.PixelScaling);
        Embeddings.AreClose(Embeddings.Of(fromSingles.Transform(singles)), Embeddings.Of(fromBytes.Transform(bytes)));
    }

    [TestMethod]
    public void Transform_Scaling_IsThatOfTheTraining()
    {
        var bytes = View(8);
        using var model = Fit(bytes, s_options with { PixelScaling = s_scaling });
        var scaled = Scaled(
            bytes, (value, channel) => (float)((value / 255.0 - s_scaling.Mean[channel]) / s_scaling.StandardDeviation[channel]));
        using var scope = torch.NewDisposeScope();
        using var network = EmbeddingNetwork.Create(model.Description, State(model), torch.CPU);
        network.eval();
        var rows = scaled.Select(row => row.Pixels).ToArray();
        var expected = network.call(torch.tensor(rows.SelectMany(row => row).ToArray()).view(8, 3, Height, Width));
        Embeddings.AreClose([.. expected.data<float>().ToArray().Chunk(model.EmbeddingDimension)], Embeddings.Of(model.Transform(bytes)));
    }

    [TestMethod]
    public void SaveLoad_BytesWithScaling_GivesEqualBitsInBlocksAndByEngine()
    {
        var bytes = View(8);
        using var model = Fit(bytes, s_options with { PixelScaling = s_scaling });
        using var loaded = EmbeddingModelFile.Read(
            SavedModel.Reader(SavedModel.Written(writer => EmbeddingModelFile.Write(model, writer))), torch.CPU);
        var expected = Embeddings.Of(model.Transform(bytes));
        Assert.AreEqual(s_scaling, loaded.PixelScaling);
        Assert.IsTrue(Embeddings.AreBitEqual(expected, Embeddings.Of(loaded.Transform(bytes))));
        Embeddings.AreClose(expected, Embedding.EmbeddingTransformTests.ByMapper(loaded, bytes));
    }

    [TestMethod]
    public void Images_OfTheColumnsSize_AreTheBytesOfTheirPixels()
    {
        var (bytes, images) = (View(16), ImageView(16));
        using var fromBytes = Fit(bytes, s_options);
        using var fromImages = Fit(images, s_options);
        var expected = Embeddings.Of(fromBytes.Transform(bytes));
        Assert.AreEqual([3, Height, Width], fromImages.InputShape);
        // A second pass over images in memory, and a model of bytes that serves images and the other way round.
        Assert.IsTrue(Embeddings.AreBitEqual(expected, Embeddings.Of(fromImages.Transform(images))));
        Assert.IsTrue(Embeddings.AreBitEqual(expected, Embeddings.Of(fromImages.Transform(bytes))));
        Assert.IsTrue(Embeddings.AreBitEqual(expected, Embeddings.Of(fromBytes.Transform(images))));
        Embeddings.AreClose(expected, Embedding.EmbeddingTransformTests.ByMapper(fromImages, images));
    }

    [TestMethod]
    public void Images_StreamedTraining_IsThatOfBytes()
    {
        var options = s_options with { MemoryBudgetBytes = 8000 };
        using var fromBytes = Fit(View(60), options);
        using var fromImages = Fit(ImageView(60), options);
        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.Of(fromBytes.Transform(View(60))), Embeddings.Of(fromImages.Transform(View(60)))));
    }

    [TestMethod]
    public void Images_OfAnySize_NeedAShapeAndAreResizedToIt()
    {
        using var folder = new TemporaryFolder();
        var images = LoadedView(folder, 8);
        Error.Is<ArgumentException>(
            "InputShape must be set for column 'Pixels', whose images may have any size, for example to [3, 224, 224]: "
            + "they are resized to it. (Parameter 'InputShape')",
            () => Fit(images, s_options));
        Error.Is<ArgumentException>(
            "InputShape must be (3, height, width) or, for gray, (1, height, width) for column 'Pixels' of images, but (2, 6, "
            + "8) was given. (Parameter 'InputShape')",
            () => Fit(images, s_options with { InputShape = [2, 6, 8] }));
        Error.Is<ArgumentException>(
            "InputLayout must not be ChannelsLast for column 'Pixels' of images, whose channels are read first. (Parameter 'InputLayout')",
            () => Fit(images, s_options with { InputLayout = InputLayout.ChannelsLast }));
        var column = FeatureColumn.BindInput(images.Schema, "Pixels", [1, 3, 4], null);
        using var scope = torch.NewDisposeScope();
        var rows = TrainingRows.Read(images, [column], default)[0];
        Assert.AreEqual((torch.ScalarType.Byte, 8L * 12), (rows.dtype, rows.numel()));
        var (pixels, planes) = (Interleaved(Bytes(5)), new byte[12]);
        new PixelPlanes([1, 3, 4]).Write(pixels, Width, Height, planes);
        CollectionAssert.AreEqual(planes, rows[5].data<byte>().ToArray());
        // Two by two pixels become one, and a wider triangle sees their neighbors: near the mean of the image, of its gray.
        var mean = Enumerable.Range(0, Height * Width)
            .Average(i => 0.299 * pixels[4 * i] + 0.587 * pixels[4 * i + 1] + 0.114 * pixels[4 * i + 2]);
        Assert.AreEqual(mean, planes.Average(value => value), 12);
    }

    [TestMethod]
    public void Images_MissingOrDisposed_AreErrorsWithColumnAndRow()
    {
        Error.Is<InvalidOperationException>(
            "Column 'Pixels' must have an image in every row, but row 1 has none.",
            () => Fit(_ml.Data.LoadFromEnumerable(new ImageRow[] { new() { Pixels = Image(Bytes(0)) }, new() }), s_options));
        var disposed = Image(Bytes(0));
        disposed.Dispose();
        Error.Is<InvalidOperationException>(
            "Column 'Pixels' must have an image in every row, but that of row 1 was disposed; it is so if the path is blank.",
            () => Fit(
                _ml.Data.LoadFromEnumerable(new ImageRow[] { new() { Pixels = Image(Bytes(0)) }, new() { Pixels = disposed } }),
                s_options));
    }

    [TestMethod]
    public void Transform_ColumnOfTheOtherType_IsRefused()
    {
        var (bytes, singles) = (View(8), Scaled(View(8), value => value / 255f));
        using var fromBytes = Fit(bytes, s_options with { NumberOfEpochs = 0 });
        using var fromSingles = Fit(singles, s_options with { NumberOfEpochs = 0 });
        Error.Is<ArgumentOutOfRangeException>(
            "Schema mismatch for input column 'Pixels': expected Vector<Byte, 144>, got Vector<Single, 3, 6, 8> (Parameter 'inputSchema')",
            () => fromBytes.Transform(singles));
        Error.Is<ArgumentOutOfRangeException>(
            "Schema mismatch for input column 'Pixels': expected Vector<Single, 144>, got Image<6, 8> (Parameter 'inputSchema')",
            () => fromSingles.Transform(ImageView(8)));
    }

    [TestMethod]
    public void GetOutputSchema_BytesAndImages_AreTaken()
    {
        var estimator = _ml.SelfSupervised.SimClr("Embedding", "Pixels", s_options);
        Assert.IsTrue(estimator.GetOutputSchema(SchemaShapes.Of(View(2))).Any(column => column.Name == "Embedding"));
        using var folder = new TemporaryFolder();
        Assert.IsTrue(estimator.GetOutputSchema(SchemaShapes.Of(LoadedView(folder, 2))).Any(column => column.Name == "Embedding"));
    }

    [TestMethod]
    public void Report_BytesWithScaling_DrawsThePicturesOfUnits()
    {
        using var folder = new TemporaryFolder();
        var (bytes, singles) = (View(8), Scaled(View(8), value => value / 255f));
        using var fromBytes = Fit(bytes, s_options with { PixelScaling = s_scaling });
        using var fromSingles = Fit(singles, s_options);
        _ml.SelfSupervised.Report(folder["bytes.html"], fromBytes, bytes);
        _ml.SelfSupervised.Report(folder["singles.html"], fromSingles, singles);
        string[] Pictures(string name) => [.. File.ReadAllText(folder[name]).Split("<img").Skip(1).Select(part => part.Split('>')[0])];
        Assert.IsNotEmpty(Pictures("bytes.html"));
        CollectionAssert.AreEqual(Pictures("singles.html"), Pictures("bytes.html"));
    }

    private static EmbeddingTransformer Fit(IDataView view, SimClrOptions options) =>
        new MLContext(1).SelfSupervised.SimClr("Embedding", "Pixels", options).Fit(view);

    private static IReadOnlyDictionary<string, torch.Tensor> State(EmbeddingTransformer model)
    {
        IReadOnlyDictionary<string, torch.Tensor> state = new Dictionary<string, torch.Tensor>();
        model.FrozenNetwork.Use(module => state = module.state_dict());
        return state;
    }

    // Channels first.
    private static byte[] Bytes(int number)
    {
        var bytes = new byte[3 * Height * Width];
        new Random(number).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Interleaved(byte[] planes) =>
        [.. Enumerable.Range(0, Height * Width).SelectMany(
            pixel => new[] { planes[pixel], planes[Height * Width + pixel], planes[2 * Height * Width + pixel], (byte)255 })];

    private static MLImage Image(byte[] planes) => MLImage.CreateFromPixels(Width, Height, MLPixelFormat.Rgba32, Interleaved(planes));

    private IDataView View(int count) =>
        _ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(number => new ByteRow { Pixels = Bytes(number) }).ToArray());

    private IDataView ImageView(int count) =>
        _ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(number => new ImageRow { Pixels = Image(Bytes(number)) }).ToArray());

    // ML.NET's loader of files: its images may have any size.
    private IDataView LoadedView(TemporaryFolder folder, int count)
    {
        foreach (var number in Enumerable.Range(0, count))
            using (var image = Image(Bytes(number)))
                image.Save(folder[$"{number}.png"]);
        var names = _ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, count).Select(number => new FileRow { File = $"{number}.png" }).ToArray());
        return _ml.Transforms.LoadImages("Pixels", folder.Path, "File").Fit(names).Transform(names);
    }

    private IDataView Scaled(IDataView view, Func<byte, float> scale) =>
        _ml.Data.LoadFromEnumerable(Scaled(view, (value, _) => scale(value)));

    private SingleRow[] Scaled(IDataView view, Func<byte, int, float> scale) =>
        [.. _ml.Data.CreateEnumerable<ByteRow>(view, reuseRowObject: false)
            .Select(row => new SingleRow { Pixels = [.. row.Pixels.Select((value, i) => scale(value, i / (Height * Width)))] })];

    private sealed class ByteRow
    {
        [VectorType(3, Height, Width)]
        public byte[] Pixels { get; set; } = [];
    }

    private sealed class SingleRow
    {
        [VectorType(3, Height, Width)]
        public float[] Pixels { get; set; } = [];
    }

    private sealed class FileRow
    {
        public string File { get; set; } = "";
    }

    private sealed class ImageRow
    {
        [ImageType(Height, Width)]
        public MLImage? Pixels { get; set; }
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML.Tests;
using SkiaSharp;

namespace Nidl.ML.Interop.Tests;

/// <summary>From files to classes: LoadImages, ResizeImages, ExtractPixels and ApplyOnnxModel before us, LightGbm after us.</summary>
[TestClass]
public sealed class ImageChainTests
{
    private const int Width = 8;
    private const int Height = 6;

    private static readonly SKColor[] s_colors =
        [.. Enumerable.Range(0, 30).Select(number => new SKColor((byte)(number % 3 * 100), (byte)(4 * number), (byte)(200 - 3 * number)))];

    private static readonly TemporaryFolder s_folder = new();

    private static FileRow[] s_rows = [];
    private static TransformerChain<ITransformer> s_model = null!;

    [ClassInitialize]
    public static void Train(TestContext context)
    {
        s_rows = [.. s_colors.Select((color, number) => new FileRow { File = $"{number}.png", Kind = $"red {color.Red}" })];
        foreach (var (row, color) in s_rows.Zip(s_colors))
            ImageFiles.Write(s_folder[row.File], color);
        File.WriteAllBytes(s_folder["roots.onnx"], SquareRootModel.Create("Pixels", "Roots", [1, 3, Height, Width]));
        var ml = new MLContext(1);
        s_model = Pipeline(ml).Fit(View(ml));
    }

    [ClassCleanup]
    public static void Clean()
    {
        s_model.Dispose();
        s_folder.Dispose();
    }

    [TestMethod]
    public void Transform_OnnxOutput_IsTheRootsOfTheFilesPixels()
    {
        var roots = Embeddings.Of(s_model.Transform(View(new MLContext(1))), "Roots");

        Assert.IsTrue(Embeddings.AreBitEqual([.. s_colors.Select(Roots)], roots));
    }

    [TestMethod]
    public void Transform_Embedding_IsThatOfPlainVectors()
    {
        var ml = new MLContext(1);
        var plain = ml.Data.LoadFromEnumerable(s_colors.Select(color => new RootsRow { Roots = Roots(color) }));
        using var encoder = Encoder(ml).Fit(plain);

        var embeddings = Embeddings.Of(s_model.Transform(View(ml)));

        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.Of(encoder.Transform(plain)), embeddings));
    }

    [TestMethod]
    public void Load_Chain_PredictsEachFileAsBefore()
    {
        var ml = new MLContext(1);
        var expected = Embeddings.Of(s_model.Transform(View(ml)), "Score");
        ml.Model.Save(s_model, View(ml).Schema, s_folder["model.zip"]);

        using var engine = ml.Model.CreatePredictionEngine<FileRow, Prediction>(new MLContext().Model.Load(s_folder["model.zip"], out _));
        var scores = s_rows.Select(row => engine.Predict(row).Score).ToArray();

        Assert.IsTrue(Embeddings.AreBitEqual(expected, scores));
    }

    private static EstimatorChain<ITransformer> Pipeline(MLContext ml) => ml.Transforms.LoadImages("Picture", s_folder.Path, "File")
        .Append(ml.Transforms.ResizeImages("Picture", Width, Height))
        .Append(ml.Transforms.ExtractPixels("Pixels", "Picture"))
        .Append(ml.Transforms.ApplyOnnxModel("Roots", "Pixels", s_folder["roots.onnx"]))
        .Append(Encoder(ml))
        .Append(ml.Transforms.Conversion.MapValueToKey("Label", "Kind"))
        .Append<ITransformer>(ml.MulticlassClassification.Trainers.LightGbm("Label", "Embedding", minimumExampleCountPerLeaf: 2));

    // The ONNX model's batch, of one, is a dimension of its output, so the shape of an image must be given.
    private static SimClrEstimator Encoder(MLContext ml) => ml.SelfSupervised.SimClr("Embedding", "Roots", new SimClrOptions
    {
        Encoder = new ConvNet2d { HiddenChannels = [32], Strides = [1, 1], EmbeddingDimension = 32 },
        Augmentations = [new GaussianNoise()],
        InputShape = [3, Height, Width],
        NumberOfEpochs = 2,
        BatchSize = 10,
        Seed = 1,
        Device = "cpu",
    });

    private static IDataView View(MLContext ml) => ml.Data.LoadFromEnumerable(s_rows);

    // Red, then green, then blue.
    private static float[] Roots(SKColor color) =>
        [.. ((byte[])[color.Red, color.Green, color.Blue]).SelectMany(channel => Enumerable.Repeat(MathF.Sqrt(channel), Height * Width))];

    private sealed class FileRow
    {
        public string File { get; set; } = "";

        public string Kind { get; set; } = "";
    }

    private sealed class RootsRow
    {
        [VectorType(1, 3, Height, Width)]
        public float[] Roots { get; set; } = [];
    }

    private sealed class Prediction
    {
        public float[] Score { get; set; } = [];
    }
}

using Microsoft.ML;

namespace Nidl.ML.Tests.Documentation;

internal static class ImagesSample
{
    public static float[][] Folder(MLContext ml, SimClrOptions options)
    {
        #region docs/images.md
        var files = ImageFolder.Read("photos");
        var pipeline = ml.SelfSupervised.LoadImages("Image", "Path", [3, 64, 64])
            .Append(ml.SelfSupervised.SimClr("Embedding", "Image", options));
        using var model = pipeline.Fit(files);
        #endregion
        return Embeddings.Of(model.Transform(files));
    }

    public static ImageLoadingOptions Loading()
    {
        #region docs/images.md
        var loading = new ImageLoadingOptions
        {
            Shape = [3, 64, 64],
            Folder = "photos",
            OnlyInsideFolder = true,
            Background = [0],
            SkipUnreadable = true,
        };
        #endregion
        return loading;
    }

    public static IEstimator<ITransformer> SixteenBits(MLContext ml, SimClrOptions options)
    {
        #region docs/images.md
        var pipeline = ml.SelfSupervised.LoadGrayImages16("Image", "Path")
            .Append(ml.SelfSupervised.SimClr("Embedding", "Image", options with { PixelScaling = new() { Maximum = 65535 } }));
        #endregion
        return pipeline;
    }

    public static SimClrOptions Columns()
    {
        #region docs/images.md
        var options = new SimClrOptions { InputShape = [3, 224, 224], PixelScaling = PixelScaling.ImageNet };
        #endregion
        return options;
    }

    public static SimClrOptions Pretrained()
    {
        #region docs/images.md
        var weights = Path.Combine(AppContext.BaseDirectory, "DnnImageModels", "ResNet18Onnx", "ResNet18.onnx");
        var options = new SimClrOptions
        {
            Encoder = new ResNet2d { Depth = 20, Stem = ResNetStem.Full },
            InitialWeights = InitialWeights.FromOnnx(weights, takesBlueFirst: true),
            PixelScaling = new() { Mean = [123.15 / 255, 115.90 / 255, 103.06 / 255], StandardDeviation = [1 / 255.0] },
        };
        #endregion
        return options;
    }
}

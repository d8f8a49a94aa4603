using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Nidl.ML.Tests.Documentation;

internal static class DataSample
{
    public static (EstimatorChain<EmbeddingTransformer> Pipeline, IDataView Photos, float[][] Embeddings) ImageFiles(
        MLContext ml, SimClrOptions options)
    {
        #region docs/data.md
        var files = Directory.GetFiles("photos", "*.png");
        var photos = ml.Data.LoadFromEnumerable(files.Select(file => new Photo { File = Path.GetFileName(file) }));
        var pipeline = ml.Transforms.LoadImages("Picture", imageFolder: "photos", inputColumnName: "File")
            .Append(ml.Transforms.ResizeImages("Picture", imageWidth: 64, imageHeight: 64))
            .Append(ml.Transforms.ExtractPixels("Image", "Picture", scaleImage: 1f / 255))
            .Append(ml.SelfSupervised.SimClr("Embedding", "Image", options));
        using var model = pipeline.Fit(photos);
        #endregion
        return (pipeline, photos, Embeddings.Of(model.Transform(photos)));
    }

    public static SimClrOptions ChannelsLast()
    {
        #region docs/data.md
        var options = new SimClrOptions { InputLayout = InputLayout.ChannelsLast };
        #endregion
        return options;
    }

    public static IEstimator<ITransformer> Table(MLContext ml, SimClrOptions options)
    {
        #region docs/data.md
        var pipeline = ml.Transforms.Concatenate("Features", "Age", "Income", "Visits")
            .Append(ml.Transforms.ReplaceMissingValues("Features", replacementMode: MissingValueReplacingEstimator.ReplacementMode.Mean))
            .Append(ml.Transforms.NormalizeMeanVariance("Features", fixZero: false))
            .Append(ml.SelfSupervised.SimClr("Embedding", "Features", options));
        #endregion
        return pipeline;
    }

    public static void BadRows(EstimatorChain<EmbeddingTransformer> pipeline, IDataView photos, string[] files)
    {
        #region docs/data.md
        try
        {
            using var model = pipeline.Fit(photos);
        }
        catch (RowReadException error) when (error.Row is { } row)
        {
            Console.WriteLine($"{files[row]}: {error.InnerException!.Message}");
        }
        #endregion
    }

    private sealed class Photo
    {
        public string File { get; set; } = "";
    }
}

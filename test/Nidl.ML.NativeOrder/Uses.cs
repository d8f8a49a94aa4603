using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Microsoft.ML.Trainers.LightGbm;
using Nidl.ML.Interop.Tests;
using Nidl.ML.Tests;

namespace Nidl.ML.NativeOrder;

/// <summary>One use of each native library, without the others.</summary>
internal static class Uses
{
    private const int Rows = 60;

    /// <summary>Trains an encoder.</summary>
    /// <returns>The embeddings.</returns>
    public static IEnumerable<float> Libtorch()
    {
        var ml = new MLContext(1);
        var images = Images.View(ml, Rows);
        using var model = ml.SelfSupervised.SimClr("Embedding", "Image", new SimClrOptions
        {
            Encoder = new MlpEncoder { EmbeddingDimension = 4 },
            Augmentations = [new GaussianNoise()],
            NumberOfEpochs = 1,
            BatchSize = 20,
            Seed = 1,
            Device = "cpu",
        }).Fit(images);
        return model.Transform(images).GetColumn<float[]>("Embedding").SelectMany(row => row).ToArray();
    }

    /// <summary>Runs a model.</summary>
    /// <returns>The square roots of the first image's pixels.</returns>
    public static IEnumerable<float> OnnxRuntime()
    {
        using var session = new InferenceSession(SquareRootModel.Create("pixels", "roots", [1, 36]));
        var pixels = new DenseTensor<float>(Images.Rows(1)[0].Image, [1, 36]);
        using var outputs = session.Run([NamedOnnxValue.CreateFromTensor("pixels", pixels)]);
        return outputs.Single().AsTensor<float>().ToArray();
    }

    /// <summary>Trains trees on the pixels.</summary>
    /// <returns>The scores.</returns>
    public static IEnumerable<float> LightGbm()
    {
        var ml = new MLContext(1);
        var images = Images.View(ml, Rows);
        var options = new LightGbmMulticlassTrainer.Options { FeatureColumnName = "Image", Seed = 1 };
        var trainer = ml.MulticlassClassification.Trainers.LightGbm(options);
        var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(trainer).Fit(images);
        return model.Transform(images).GetColumn<float[]>("Score").SelectMany(row => row).ToArray();
    }
}

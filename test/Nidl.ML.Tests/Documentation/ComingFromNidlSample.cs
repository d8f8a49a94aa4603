using Microsoft.ML;

namespace Nidl.ML.Tests.Documentation;

// Compiled only: fifty steps of a ResNet-18 take a quarter of a minute on the smallest data.
internal static class ComingFromNidlSample
{
    public static float[][] PretrainWithAges(IDataView images)
    {
        #region docs/coming-from-nidl.md
        var ml = new MLContext(seed: 1);
        var estimator = ml.SelfSupervised.YAware("Embedding", "Image", new YAwareOptions {
            Encoder = new ResNet2d { Depth = 18 }, AuxiliaryColumnNames = ["Age"],
            Bandwidth = 25.0, LearningRate = 1e-3, NumberOfEpochs = 50, Seed = 1 });
        using var model = estimator.Fit(images);      // an IDataView with the columns Image and Age
        var embeddings = model.Transform(images);     // the same columns and Embedding
        #endregion
        return Embeddings.Of(embeddings);
    }
}

using Microsoft.ML;

namespace Nidl.ML.Tests.SimClr;

[TestClass]
public sealed class SimClrPipelineTests
{
    private static readonly SimClrOptions Options = Tiny.Options with { NumberOfEpochs = 10, LearningRate = 1e-2 };

    [TestMethod]
    public void Fit_ChainWithAClassifier_ScoresWellAboveChance()
    {
        var ml = new MLContext(1);
        using var model = ml.SelfSupervised.SimClr("Embedding", "Image", Options)
            .Append(ml.Transforms.Conversion.MapValueToKey("Label"))
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Label", "Embedding"))
            .Fit(Images.View(ml, 90));
        var metrics = ml.MulticlassClassification.Evaluate(model.Transform(Images.View(ml, 60, seed: 9)));
        Assert.IsGreaterThan(0.8, metrics.MicroAccuracy);
    }

    [TestMethod]
    public void Fit_TrainersManyPasses_CostOneForwardPassABlock()
    {
        var ml = new MLContext(1);
        using var transformer = Tiny.Fit(ml, Options);
        var view = ml.Transforms.Conversion.MapValueToKey("Label").Fit(Images.View(ml, 300)).Transform(Images.View(ml, 300));
        var embedded = transformer.Transform(view);
        ml.MulticlassClassification.Trainers.SdcaMaximumEntropy("Label", "Embedding", maximumNumberOfIterations: 5).Fit(embedded);
        Assert.AreEqual(2L, transformer.FrozenNetwork.ForwardPasses);
    }

    [TestMethod]
    public void Fit_AfterACacheCheckpoint_GivesTheSameEmbeddings()
    {
        var ml = new MLContext(1);
        var view = Images.View(ml, 24);
        using var plain = Tiny.Fit(ml);
        using var cached = ml.Transforms.CopyColumns("Copy", "Number").AppendCacheCheckpoint(ml)
            .Append(ml.SelfSupervised.SimClr("Embedding", "Image", Tiny.Options)).Fit(view);
        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.Of(plain.Transform(view)), Embeddings.Of(cached.Transform(view))));
    }
}

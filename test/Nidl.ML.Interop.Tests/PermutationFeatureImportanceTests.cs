using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML.Tests;
using Predictor = Microsoft.ML.Data.RegressionPredictionTransformer<Microsoft.ML.Trainers.FastTree.FastTreeRegressionModelParameters>;

namespace Nidl.ML.Interop.Tests;

/// <summary>ML.NET's permutation feature importance over the slots of our embedding.</summary>
[TestClass]
public sealed class PermutationFeatureImportanceTests
{
    private static readonly string[] s_slots = ["Embedding_0", "Embedding_1", "Embedding_2", "Embedding_3"];

    [TestMethod]
    public void PermutationFeatureImportance_OfAChain_NamesTheSlotThatTheLabelIs()
    {
        using var chain = Fit(labelSlot: 2, out var data);

        var importance = new MLContext(1).Regression.PermutationFeatureImportance(chain, data, permutationCount: 3);

        CollectionAssert.AreEquivalent(s_slots, importance.Keys.ToArray());
        Assert.AreEqual("Embedding_2", importance.MinBy(slot => slot.Value.RSquared.Mean).Key);
    }

    [TestMethod]
    public void PermutationFeatureImportance_OfItsPredictor_IsThatOfTheChain()
    {
        using var chain = Fit(labelSlot: 1, out var data);

        var importance = new MLContext(1).Regression.PermutationFeatureImportance(chain.LastTransformer, data, permutationCount: 3);

        var named = new MLContext(1).Regression.PermutationFeatureImportance(chain, data, permutationCount: 3);
        var changes = importance.Select(slot => slot.RSquared.Mean).ToArray();
        CollectionAssert.AreEqual(s_slots.Select(slot => named[slot].RSquared.Mean).ToArray(), changes);
        Assert.AreEqual(1, Array.IndexOf(changes, changes.Min()));
    }

    /// <summary>Trains us, and trees on our embedding, whose label is one of its slots.</summary>
    private static TransformerChain<Predictor> Fit(int labelSlot, out IDataView data)
    {
        var ml = new MLContext(1);
        var images = Images.View(ml, 60);
        var encoder = Tiny.Fit(ml, rows: 60);
        var labels = Embeddings.Of(encoder.Transform(images)).Select(embedding => embedding[labelSlot]);
        var rows = Images.Rows(60).Zip(labels, (row, label) => new LabeledImage { Image = row.Image, Label = label });
        var embedded = encoder.Transform(ml.Data.LoadFromEnumerable(rows));
        var trees = ml.Regression.Trainers.FastTree("Label", "Embedding", minimumExampleCountPerLeaf: 2).Fit(embedded);
        data = embedded;
        return new TransformerChain<Predictor>(encoder, trees);
    }

    private sealed class LabeledImage
    {
        [VectorType(1, 6, 6)]
        public float[] Image { get; set; } = [];

        public float Label { get; set; }
    }
}

using Microsoft.ML;

namespace FashionMnist;

/// <summary>Boosted trees as a classifier of features.</summary>
public static class Trees
{
    /// <summary>
    /// One FastTree for each class against all others, with ML.NET's defaults but for leaves of at least 2 rows: few labels make no larger
    /// ones.
    /// </summary>
    public static Classifier OneVersusAll { get; } = new("trees", ml => ml.MulticlassClassification.Trainers.OneVersusAll(
        ml.BinaryClassification.Trainers.FastTree("Label", "Features", minimumExampleCountPerLeaf: 2), "Label"));
}

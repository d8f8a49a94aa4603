namespace Nidl.ML;

/// <summary>Everything about a fitted probe but its weights: what its file says of it.</summary>
/// <param name="Task">What it predicts.</param>
/// <param name="FeatureColumnName">The column that it reads.</param>
/// <param name="Dimension">The number of values of an embedding.</param>
/// <param name="ClassCount">The number of classes; 0 for a regression.</param>
/// <param name="Classes">What the keys of the classes stand for; null if nothing is known.</param>
/// <param name="Knn">The options if it is a k-nearest-neighbor probe.</param>
/// <param name="Mlp">The options if it is a perceptron.</param>
/// <param name="Linear">The options if it is a linear probe.</param>
internal sealed record ProbeDescription(
    ProbeTask Task, string FeatureColumnName, int Dimension, int ClassCount, ClassValues? Classes, KnnOptions? Knn, MlpProbeOptions? Mlp,
    LinearProbeOptions? Linear = null)
{
    /// <summary>
    /// Gets the number of values that the module computes of a row: the classes' probabilities; score and probability; or the number.
    /// </summary>
    public int OutputCount => Task switch { ProbeTask.MulticlassClassification => ClassCount, ProbeTask.BinaryClassification => 2, _ => 1 };
}

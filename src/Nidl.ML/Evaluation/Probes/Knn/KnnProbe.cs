using Microsoft.ML;

namespace Nidl.ML;

/// <summary>A weighted k-nearest-neighbour probe on cosine similarity, as a plain function.</summary>
public static class KnnProbe
{
    /// <summary>Remembers the rows of one view and evaluates their votes on another.</summary>
    /// <param name="context">The context.</param>
    /// <param name="trainSet">The rows to learn from.</param>
    /// <param name="testSet">The rows to test on.</param>
    /// <param name="labelColumnName">The column of labels: Boolean (two classes), key of UInt32 (several) or Single (a number).</param>
    /// <param name="embeddingColumnName">The column of embeddings.</param>
    /// <param name="options">The options; null takes the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a type that cannot be used.</exception>
    /// <exception cref="ArgumentException">The labels are of one class only.</exception>
    public static ProbeMetrics Evaluate(
        MLContext context, IDataView trainSet, IDataView testSet, string labelColumnName, string embeddingColumnName, KnnOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(trainSet);
        ArgumentNullException.ThrowIfNull(testSet);
        var label = LabelColumn.Bind(trainSet.Schema, labelColumnName);
        LabelClasses.Check(label, testSet);
        var probe = new KnnTrainer(context, labelColumnName, embeddingColumnName, options ?? new KnnOptions());
        return ProbeRun.Evaluate(context, probe, trainSet, testSet, label);
    }
}

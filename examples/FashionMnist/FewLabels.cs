using Microsoft.ML;
using Microsoft.ML.Data;

namespace FashionMnist;

/// <summary>A row of features with its class.</summary>
public sealed class LabelledFeatures
{
    /// <summary>The features: pixels or an embedding.</summary>
    public float[] Features { get; set; } = [];

    /// <summary>The class, 0 to 9.</summary>
    public uint Label { get; set; }
}

/// <summary>Measures what a classifier makes of features with few labels: the same ML.NET trainer for every kind of features.</summary>
public sealed class FewLabels(MLContext ml, IReadOnlyList<int> labelCounts, int draws)
{
    /// <summary>The accuracies on the test rows over the draws of the labels.</summary>
    public sealed record Accuracy(double Mean, double Spread);

    /// <summary>
    /// Trains a classifier, maximum entropy unless given, on each number of labelled rows, several draws each, and tests on all test rows.
    /// </summary>
    public IReadOnlyList<Accuracy> Measure(
        IReadOnlyList<LabelledFeatures> train, IReadOnlyList<LabelledFeatures> test, Classifier? classifier = null)
    {
        classifier ??= Classifier.MaximumEntropy;
        var testView = Load(test);
        return [.. labelCounts.Select(count => Measure(train, testView, count, classifier))];
    }

    private Accuracy Measure(IReadOnlyList<LabelledFeatures> train, IDataView test, int count, Classifier classifier)
    {
        var accuracies = Enumerable.Range(0, draws).Select(draw => Fit(Draw(train, count, draw), test, classifier)).ToArray();
        var mean = accuracies.Average();
        return new(mean, Math.Sqrt(accuracies.Sum(accuracy => Math.Pow(accuracy - mean, 2)) / Math.Max(1, draws - 1)));
    }

    /// <summary>
    /// Gets which rows a draw labels. It depends on the draw's number alone, so every kind of features gets the same labelled rows.
    /// </summary>
    public static IReadOnlyList<int> Indices(int rows, int count, int draw)
    {
        var indices = Enumerable.Range(0, rows).ToArray();
        new Random(draw).Shuffle(indices);
        return indices[..Math.Min(count, rows)];
    }

    private static LabelledFeatures[] Draw(IReadOnlyList<LabelledFeatures> rows, int count, int draw) =>
        [.. Indices(rows.Count, count, draw).Select(index => rows[index])];

    private double Fit(IReadOnlyList<LabelledFeatures> labelled, IDataView test, Classifier classifier)
    {
        var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(classifier.Create(ml)).Fit(Load(labelled));
        return ml.MulticlassClassification.Evaluate(model.Transform(test)).MicroAccuracy;
    }

    private IDataView Load(IReadOnlyList<LabelledFeatures> rows)
    {
        var schema = SchemaDefinition.Create(typeof(LabelledFeatures));
        schema["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Features.Length);
        return ml.Data.LoadFromEnumerable(rows, schema);
    }
}

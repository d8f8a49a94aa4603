using Microsoft.ML;
using Microsoft.ML.Data;

namespace FashionMnist;

/// <summary>A row of features with its class.</summary>
public sealed class LabeledFeatures
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
    /// Trains a classifier, maximum entropy unless given, on each number of labeled rows, several draws each, and tests on all test rows.
    /// </summary>
    public IReadOnlyList<Accuracy> Measure(
        IReadOnlyList<LabeledFeatures> train, IReadOnlyList<LabeledFeatures> test, Classifier? classifier = null) =>
        Measure(train, test, row => row, classifier);

    /// <summary>
    /// Does the same of rows whose features are made when they are read: those of all rows at once may need more memory than the rows.
    /// </summary>
    public IReadOnlyList<Accuracy> Measure<T>(
        IReadOnlyList<T> train, IReadOnlyList<T> test, Func<T, LabeledFeatures> features, Classifier? classifier = null)
    {
        classifier ??= Classifier.MaximumEntropy;
        var testView = Load(test.Select(features));
        return [.. labelCounts.Select(count => Measure(train, features, testView, count, classifier))];
    }

    private Accuracy Measure<T>(
        IReadOnlyList<T> train, Func<T, LabeledFeatures> features, IDataView test, int count, Classifier classifier)
    {
        var accuracies = Enumerable.Range(0, draws)
            .Select(draw => Fit(Indices(train.Count, count, draw).Select(index => features(train[index])), test, classifier)).ToArray();
        var mean = accuracies.Average();
        return new(mean, Math.Sqrt(accuracies.Sum(accuracy => Math.Pow(accuracy - mean, 2)) / Math.Max(1, draws - 1)));
    }

    /// <summary>
    /// Gets which rows a draw labels. It depends on the draw's number alone, so every kind of features gets the same labeled rows.
    /// </summary>
    public static IReadOnlyList<int> Indices(int rows, int count, int draw)
    {
        var indices = Enumerable.Range(0, rows).ToArray();
        new Random(draw).Shuffle(indices);
        return indices[..Math.Min(count, rows)];
    }

    private double Fit(IEnumerable<LabeledFeatures> labeled, IDataView test, Classifier classifier)
    {
        var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(classifier.Create(ml)).Fit(Load(labeled.ToArray()));
        return ml.MulticlassClassification.Evaluate(model.Transform(test)).MicroAccuracy;
    }

    private IDataView Load(IEnumerable<LabeledFeatures> rows)
    {
        var schema = SchemaDefinition.Create(typeof(LabeledFeatures));
        schema["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows.First().Features.Length);
        return ml.Data.LoadFromEnumerable(rows, schema);
    }
}

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

    /// <summary>Trains on each number of labelled rows, several draws each, and tests on all test rows.</summary>
    public IReadOnlyList<Accuracy> Measure(IReadOnlyList<LabelledFeatures> train, IReadOnlyList<LabelledFeatures> test)
    {
        var testView = Load(test);
        return [.. labelCounts.Select(count => Measure(train, testView, count))];
    }

    private Accuracy Measure(IReadOnlyList<LabelledFeatures> train, IDataView test, int count)
    {
        var accuracies = Enumerable.Range(0, draws).Select(draw => Fit(Draw(train, count, draw), test)).ToArray();
        var mean = accuracies.Average();
        return new(mean, Math.Sqrt(accuracies.Sum(accuracy => Math.Pow(accuracy - mean, 2)) / Math.Max(1, draws - 1)));
    }

    // The draw depends on its number alone, so every kind of features gets the same labelled rows.
    private static LabelledFeatures[] Draw(IReadOnlyList<LabelledFeatures> rows, int count, int draw)
    {
        var indices = Enumerable.Range(0, rows.Count).ToArray();
        new Random(draw).Shuffle(indices);
        return [.. indices.Take(count).Select(index => rows[index])];
    }

    // Every kind of features is brought to mean 0 and variance 1, and the trainer keeps ML.NET's default regularisation. The tolerance is
    // coarser than the default: the last digits of the objective take most of the iterations and change no prediction worth the time.
    private double Fit(IReadOnlyList<LabelledFeatures> labelled, IDataView test)
    {
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.NormalizeMeanVariance("Features", fixZero: false))
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Label", "Features", optimizationTolerance: 1e-4f));
        var model = pipeline.Fit(Load(labelled));
        return ml.MulticlassClassification.Evaluate(model.Transform(test)).MicroAccuracy;
    }

    private IDataView Load(IReadOnlyList<LabelledFeatures> rows)
    {
        var schema = SchemaDefinition.Create(typeof(LabelledFeatures));
        schema["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Features.Length);
        return ml.Data.LoadFromEnumerable(rows, schema);
    }
}

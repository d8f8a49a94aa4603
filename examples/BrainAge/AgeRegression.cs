using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML;

namespace BrainAge;

/// <summary>Measures how well a linear regressor tells the age from features with few labels.</summary>
public sealed class AgeRegression(MLContext ml, IReadOnlyList<int> labelCounts, int draws)
{
    // 20 rows have fewer values than the embeddings: how strong a pull to 0 the regressor needs is found by cross-validation
    // on the labeled rows alone, for each kind of features and each draw.
    private readonly ProbeCandidate[] _candidates =
    [
        .. new[] { 0.1, 1, 10 }.Select(strength => new ProbeCandidate(
            FormattableString.Invariant($"L2 {strength}"),
            ml.SelfSupervised.LinearProbe(
                "Age", "Features", task: ProbeTask.Regression, options: new LinearProbeOptions { L2Regularization = strength }))),
    ];

    /// <summary>The mean absolute error in years on the test rows of each number of labels, mean over the draws of the labels.</summary>
    /// <param name="labeled">The rows of which the labeled ones are drawn.</param>
    /// <param name="test">The rows to test on.</param>
    /// <param name="seed">Which draws; every kind of features gets the same rows.</param>
    public IReadOnlyList<double> Measure(IReadOnlyList<AgeFeatures> labeled, IReadOnlyList<AgeFeatures> test, int seed)
    {
        var testView = Load(test);
        double MeanError(int count) => Enumerable.Range(0, draws).Select(draw => seed * draws + draw)
            .Average(drawSeed => Error(labeled, testView, count, drawSeed));
        return [.. labelCounts.Select(MeanError)];
    }

    /// <summary>The predictions for the test rows of a regressor with the largest number of labels.</summary>
    public IReadOnlyList<ReportedPrediction> Predict(IReadOnlyList<AgeFeatures> labeled, IReadOnlyList<AgeFeatures> test, int seed)
    {
        using var result = Fit(labeled, labelCounts[^1], seed);
        var scores = result.Model.Transform(Load(test)).GetColumn<float>("Score");
        return [.. test.Zip(scores, (scan, score) => new ReportedPrediction(scan.Age, score))];
    }

    private double Error(IReadOnlyList<AgeFeatures> labeled, IDataView test, int count, int seed)
    {
        using var result = Fit(labeled, count, seed);
        return result.Evaluate(test)[ProbeMetric.MeanAbsoluteError];
    }

    private ProbeResult Fit(IReadOnlyList<AgeFeatures> labeled, int count, int seed) => ml.SelfSupervised.Probe(
        Load(Draw(labeled, count, seed)), "Age",
        new ProbeOptions { Candidates = _candidates, Metric = ProbeMetric.MeanAbsoluteError, NumberOfFolds = 3, Seed = seed });

    private static AgeFeatures[] Draw(IReadOnlyList<AgeFeatures> rows, int count, int seed)
    {
        var drawn = rows.ToArray();
        new Random(seed).Shuffle(drawn);
        return drawn[..count];
    }

    private IDataView Load(IReadOnlyList<AgeFeatures> rows)
    {
        var schema = SchemaDefinition.Create(typeof(AgeFeatures));
        schema["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Features.Length);
        return ml.Data.LoadFromEnumerable(rows, schema);
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML;

namespace RotationAngle;

/// <summary>Measures how well a linear regressor tells the angle from features with few labels.</summary>
public sealed class AngleRegression(MLContext ml, IReadOnlyList<int> labelCounts, int draws)
{
    // 50 rows have fewer values than the embeddings: how strong a pull to 0 the regressor needs is found by cross-validation
    // on the labeled rows alone, for each kind of features and each draw.
    private readonly ProbeCandidate[] _candidates =
    [
        .. new[] { 0.01, 0.1, 1, 10 }.Select(strength => new ProbeCandidate(
            FormattableString.Invariant($"L2 {strength}"),
            ml.SelfSupervised.LinearProbe(
                "Angle", "Features", task: ProbeTask.Regression, options: new LinearProbeOptions { L2Regularization = strength }))),
    ];

    /// <summary>The mean absolute error in degrees on the test rows of each number of labels, mean over the draws of the labels.</summary>
    /// <param name="labeled">The rows of which the labeled ones are drawn.</param>
    /// <param name="test">The rows to test on.</param>
    /// <param name="seed">Which draws; every kind of features gets the same rows.</param>
    public IReadOnlyList<double> Measure(IReadOnlyList<AngleFeatures> labeled, IReadOnlyList<AngleFeatures> test, int seed)
    {
        var testView = Load(test);
        double MeanError(int count) => Enumerable.Range(0, draws).Select(draw => seed * draws + draw)
            .Average(drawSeed => Error(Load(Draw(labeled, count, drawSeed)), testView, drawSeed));
        return [.. labelCounts.Select(MeanError)];
    }

    private static AngleFeatures[] Draw(IReadOnlyList<AngleFeatures> rows, int count, int seed)
    {
        var drawn = rows.ToArray();
        new Random(seed).Shuffle(drawn);
        return drawn[..count];
    }

    private double Error(IDataView labeled, IDataView test, int seed)
    {
        var options = new ProbeOptions { Candidates = _candidates, Metric = ProbeMetric.MeanAbsoluteError, NumberOfFolds = 4, Seed = seed };
        using var result = ml.SelfSupervised.Probe(labeled, "Angle", options);
        return result.Evaluate(test)[ProbeMetric.MeanAbsoluteError];
    }

    private IDataView Load(IReadOnlyList<AngleFeatures> rows)
    {
        var schema = SchemaDefinition.Create(typeof(AngleFeatures));
        schema["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Features.Length);
        return ml.Data.LoadFromEnumerable(rows, schema);
    }
}

using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Nidl.ML;

/// <summary>Tries probes over the same folds, ranks them, and fits the best on all labeled rows.</summary>
internal sealed class ProbeSearch
{
    private readonly MLContext _context;
    private readonly ProbeOptions _options;
    private readonly string _labelColumnName;
    private readonly TrainingLog _log;
    private readonly List<ProbeLeaderboardEntry> _finished = [];
    private readonly List<ProbeFailure> _failures = [];
    private readonly List<string> _unfinished = [];
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private ProbeMetric _metric;

    private ProbeSearch(MLContext context, string labelColumnName, ProbeOptions options, TrainingLog log) =>
        (_context, _labelColumnName, _options, _log) = (context, labelColumnName, options, log);

    private bool IsTimeOver => _watch.Elapsed.TotalSeconds >= _options.MaximumSeconds;

    public static ProbeResult Run(MLContext context, IDataView data, string labelColumnName, ProbeOptions options)
    {
        var task = LabelPreparation.TaskOf(data.Schema, labelColumnName, options.Task);
        var metric = options.Metric ?? ProbeMetrics.DefaultFor(task);
        Check(data.Schema, options, task, metric);
        var host = ((IHostEnvironment)context).Register("Probe");
        using var channel = host.Start("Probing");
        var search = new ProbeSearch(context, labelColumnName, options, new TrainingLog(channel)) { _metric = metric };
        return search.Run(data, task, options.Seed ?? host.Rand.Next());
    }

    // Each of these would fail every candidate.
    private static void Check(DataViewSchema schema, ProbeOptions options, ProbeTask task, ProbeMetric metric)
    {
        if (!ProbeMetrics.Of(task).Contains(metric))
            throw new ArgumentException(
                $"Metric must be {string.Join(" or ", ProbeMetrics.Of(task))} for {task}, but {metric} was given.",
                nameof(ProbeOptions.Metric));
        foreach (var name in options.Candidates is null ? options.FeatureColumnNames : [])
            FeatureColumn.Bind(schema, name);
    }

    private ProbeResult Run(IDataView data, ProbeTask task, int seed)
    {
        var preparation = LabelPreparation.Fit(_context, data, _labelColumnName, task);
        // Kept in memory: every fold of every candidate reads the same embeddings and labels.
        var rows = _context.Data.Cache(preparation?.Transform(data) ?? data);
        var label = LabelColumn.Bind(rows.Schema, _labelColumnName);
        var folds = ProbeFolds.Assign(LabelColumn.Read(rows, label, _options.CancellationToken), label, _options.NumberOfFolds, seed);
        var candidates = _options.Candidates
            ?? DefaultProbes.Create(_context, _labelColumnName, _options.FeatureColumnNames, task, seed, _options.CancellationToken);
        for (var i = 0; i < candidates.Count; i++)
            Try(candidates[i], i, candidates.Count, rows, folds, label);
        return CreateResult(candidates, preparation, rows, folds, task);
    }

    private void Try(ProbeCandidate candidate, int index, int count, IDataView rows, ProbeFolds folds, LabelColumn label)
    {
        try
        {
            if (ProbeRun.CrossValidate(_context, candidate.Estimator, rows, folds, label, MayGoOn) is not { } run)
            {
                _unfinished.Add(candidate.Name);
                return;
            }
            var entry = Rank(candidate.Name, run.Folds, run.Seconds);
            _finished.Add(entry);
            var left = _options.MaximumSeconds is { } limit
                ? FormattableString.Invariant($"  {Math.Max(0, limit - _watch.Elapsed.TotalSeconds):F0} s left")
                : "";
            _log.Info(string.Create(CultureInfo.InvariantCulture,
                $"probe {index + 1}/{count}  {entry.Name}  {_metric} {entry.Mean:F4} +- {entry.Spread:F4}  "
                + $"{entry.Seconds:F1} s{left}"));
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // One candidate that does not suit the data must not end the search; all of them do.
            _failures.Add(new(candidate.Name, failure));
            _log.Warning($"probe {index + 1}/{count}  {candidate.Name} failed: {failure.Message}");
        }
    }

    private bool MayGoOn()
    {
        _options.CancellationToken.ThrowIfCancellationRequested();
        return _finished.Count == 0 || !IsTimeOver;
    }

    private ProbeLeaderboardEntry Rank(string name, IReadOnlyList<ProbeMetrics> folds, double seconds)
    {
        var means = ProbeMetrics.Mean(folds);
        return new(name, means[_metric], ProbeMetrics.Spread(folds)[_metric], seconds, means, folds);
    }

    private ProbeResult CreateResult(
        IReadOnlyList<ProbeCandidate> candidates, ITransformer? preparation, IDataView rows, ProbeFolds folds, ProbeTask task)
    {
        if (_finished.Count == 0)
            throw new InvalidOperationException(
                "A search needs at least one candidate that can be fitted, "
                + (_failures.Count == 0 ? "but none was given." : $"but all {_failures.Count} failed; {FirstFailure()}."),
                _failures.FirstOrDefault()?.Error);
        // A figure that does not exist is worse than any; the sort is stable.
        var leaderboard = _finished.OrderByDescending(
            entry => double.IsNaN(entry.Mean) ? double.NegativeInfinity : ProbeMetrics.IsHigherBetter(_metric) ? entry.Mean : -entry.Mean)
                .ToArray();
        var best = candidates.First(candidate => candidate.Name == leaderboard[0].Name);
        var train = folds.All(_context, rows);
        var probe = best.Estimator.Fit(train);
        _log.Info(FormattableString.Invariant(
            $"best probe: {best.Name}, fitted on {train.GetRowCount()} rows, {_watch.Elapsed.TotalSeconds:F1} s in all"));
        return new(_context, _labelColumnName, task, _metric, preparation, probe, WithOwnLabels(probe, preparation, train, task))
        {
            Leaderboard = leaderboard,
            Failures = _failures,
            Unfinished = _unfinished,
        };
    }

    private string FirstFailure() => $"the first, '{_failures[0].Name}': {_failures[0].Error.Message}";

    // Where we made the label a key, the prediction goes back to what the label was.
    private ITransformer WithOwnLabels(ITransformer probe, ITransformer? preparation, IDataView train, ProbeTask task) =>
        preparation is null || task != ProbeTask.MulticlassClassification
            ? probe
            : new TransformerChain<ITransformer>(
                probe, _context.Transforms.Conversion.MapKeyToValue(ScoreColumns.PredictedLabel).Fit(probe.Transform(train)));
}

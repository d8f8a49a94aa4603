using Microsoft.ML;

namespace Nidl.ML;

/// <summary>The result of one candidate over the folds: its mean figure, its spread and the time that it took.</summary>
/// <param name="Name">The candidate.</param>
/// <param name="Mean">The mean over the folds of the figure that ranks.</param>
/// <param name="Spread">Its standard deviation over the folds, with n - 1.</param>
/// <param name="Seconds">The duration of all folds in seconds: fits and evaluations.</param>
/// <param name="Metrics">The means over the folds of all figures.</param>
/// <param name="Folds">The figures of each fold.</param>
public sealed record ProbeLeaderboardEntry(
    string Name, double Mean, double Spread, double Seconds, ProbeMetrics Metrics, IReadOnlyList<ProbeMetrics> Folds);

/// <summary>A candidate that could not be fitted or evaluated.</summary>
/// <param name="Name">The candidate.</param>
/// <param name="Error">What it threw.</param>
public sealed record ProbeFailure(string Name, Exception Error);

/// <summary>The result of a search for the best probe: the best one, fitted on all rows, and the ranking of all candidates.</summary>
/// <remarks>Disposing releases the model, if it holds anything.</remarks>
public sealed class ProbeResult : IDisposable
{
    private readonly MLContext _context;
    private readonly string _labelColumnName;
    private readonly ITransformer? _preparation;
    private readonly ITransformer _probe;

    internal ProbeResult(
        MLContext context, string labelColumnName, ProbeTask task, ProbeMetric metric, ITransformer? preparation, ITransformer probe,
        ITransformer model)
    {
        (_context, _labelColumnName, _preparation, _probe) = (context, labelColumnName, preparation, probe);
        (Task, Metric, Model) = (task, metric, model);
    }

    /// <summary>Gets what is predicted.</summary>
    public ProbeTask Task { get; }

    /// <summary>Gets the figure that ranks.</summary>
    public ProbeMetric Metric { get; }

    /// <summary>Gets the candidates that finished, the best first; of equals the earlier.</summary>
    public required IReadOnlyList<ProbeLeaderboardEntry> Leaderboard { get; init; }

    /// <summary>Gets the candidates that threw, in order.</summary>
    public required IReadOnlyList<ProbeFailure> Failures { get; init; }

    /// <summary>Gets the names of the candidates that the time did not suffice for, in order.</summary>
    public required IReadOnlyList<string> Unfinished { get; init; }

    /// <summary>Gets the best candidate.</summary>
    public ProbeLeaderboardEntry Best => Leaderboard[0];

    /// <summary>
    /// Gets the best candidate, fitted on all labeled rows. It needs no label; PredictedLabel is of the label's own type (text for a label
    /// of text). Append it to the transformer that makes the embedding to save and load both as one model.
    /// </summary>
    public ITransformer Model { get; }

    /// <summary>Evaluates the model on rows that the search has not seen.</summary>
    /// <param name="testSet">The rows: embedding and label, as in the search.</param>
    public ProbeMetrics Evaluate(IDataView testSet)
    {
        ArgumentNullException.ThrowIfNull(testSet);
        var prepared = _preparation?.Transform(testSet) ?? testSet;
        return ProbeMetrics.Evaluate(_context, _probe.Transform(prepared), _labelColumnName, Task);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        (_probe as IDisposable)?.Dispose();
        (_preparation as IDisposable)?.Dispose();
    }
}

namespace Nidl.ML;

/// <summary>The options of a search for the best probe.</summary>
public sealed record ProbeOptions
{
    /// <summary>
    /// Gets the columns of embeddings that the built-in candidates are tried on, each by itself, at least one; not used with
    /// <see cref="Candidates"/>, which name their columns. The default is <c>Embedding</c>.
    /// </summary>
    public IReadOnlyList<string> FeatureColumnNames
    {
        get;
        init => field = value is { Count: > 0 }
            ? Requires.Names(value)
            : throw new ArgumentException(
                "FeatureColumnNames must have at least one name, but none was given.", nameof(FeatureColumnNames));
    } = Requires.Names(["Embedding"]);

    /// <summary>
    /// Gets the task. The default, null, takes it from the label's type: Boolean two classes, key and text several, Single and Double a
    /// number; for an integer it must be given.
    /// </summary>
    public ProbeTask? Task { get; init => field = Requires.Defined(value); }

    /// <summary>
    /// Gets the candidates, tried in order. The default, null, takes <see cref="ProbeCatalog.ProbeCandidates"/>: linear probes of three
    /// strengths (for a number one, which finds its strength itself), three k-nearest-neighbor probes and a small perceptron, on each of
    /// <see cref="FeatureColumnNames"/>.
    /// </summary>
    public IReadOnlyList<ProbeCandidate>? Candidates { get; init => field = CheckNames(ValueList<ProbeCandidate>.Copy(value)); }

    /// <summary>Gets the figure that ranks. The default, null, is accuracy, or the coefficient of determination for a number.</summary>
    public ProbeMetric? Metric { get; init => field = Requires.Defined(value); }

    /// <summary>Gets the number of folds of the cross-validation, at least 2. The default is 5.</summary>
    public int NumberOfFolds { get; init => field = Requires.AtLeast(value, 2); } = 5;

    /// <summary>
    /// Gets the time for the search in seconds, positive. When it is over no further fold is started; a candidate that has not finished its
    /// folds is left out, except that the first always finishes. The default, null, sets no limit.
    /// </summary>
    public double? MaximumSeconds { get; init => field = value is null ? null : Requires.Positive(value.Value); }

    /// <summary>
    /// Gets the seed of the folds and of the perceptron. The default, null, takes one from the random stream of the <c>MLContext</c>.
    /// </summary>
    public int? Seed { get; init; }

    /// <summary>
    /// Gets the token that cancels the search, between two folds and within the perceptron, by an <see cref="OperationCanceledException"/>.
    /// </summary>
    public CancellationToken CancellationToken { get; init; }

    private static ValueList<ProbeCandidate>? CheckNames(ValueList<ProbeCandidate>? candidates)
    {
        var twice = candidates?.GroupBy(candidate => candidate.Name).FirstOrDefault(group => group.Count() > 1)?.Key;
        return twice is null
            ? candidates
            : throw new ArgumentException(
                $"Candidates must have different names, but '{twice}' is there more than once.", nameof(Candidates));
    }
}

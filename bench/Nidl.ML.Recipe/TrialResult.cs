namespace Nidl.ML.Recipe;

/// <summary>What a setting came to: accuracies on held-out images with 100, 600 and 6,000 labels.</summary>
internal sealed record TrialResult(string Setting)
{
    public double Seconds { get; init; }

    public double RowsPerSecond { get; init; }

    public double Loss { get; init; }

    public double EffectiveRank { get; init; }

    public IReadOnlyList<double> MaximumEntropy { get; init; } = [];

    public IReadOnlyList<double> Trees { get; init; } = [];

    public double MeasuringSeconds { get; init; }
}

namespace Methods;

/// <summary>What one training came to.</summary>
/// <param name="Accuracies">The test accuracy of each number of labels, mean over the draws of the labels.</param>
/// <param name="Seconds">The time of the training.</param>
/// <param name="Loss">The last epoch's loss; null for an untrained encoder.</param>
public sealed record SeedOutcome(IReadOnlyList<double> Accuracies, double Seconds, double? Loss);

/// <summary>What a method came to over its seeds: a line of the table.</summary>
public sealed record Outcome(string Name, IReadOnlyList<SeedOutcome> Seeds)
{
    /// <summary>
    /// The accuracies with the standard deviation over the seeds in points (none for a single seed), the mean seconds and the mean final
    /// loss.
    /// </summary>
    public override string ToString()
    {
        var accuracies = Enumerable.Range(0, Seeds[0].Accuracies.Count)
            .Select(i => $"{Format([.. Seeds.Select(seed => seed.Accuracies[i])]),18}");
        var loss = Seeds[0].Loss is null ? "-" : FormattableString.Invariant($"{Seeds.Average(seed => seed.Loss):F3}");
        var seconds = FormattableString.Invariant($"{Seeds.Average(seed => seed.Seconds):F1}");
        return $"{Name,-18}{string.Concat(accuracies)}{seconds,10}{loss,12}";
    }

    private static string Format(IReadOnlyList<double> accuracies)
    {
        var mean = accuracies.Average();
        if (accuracies.Count == 1)
            return FormattableString.Invariant($"{mean:F4}");
        var spread = Math.Sqrt(accuracies.Sum(accuracy => Math.Pow(accuracy - mean, 2)) / (accuracies.Count - 1));
        return FormattableString.Invariant($"{mean:F4} ({100 * spread:F2})");
    }
}

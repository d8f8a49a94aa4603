using System.Globalization;

namespace Nidl.ML;

/// <summary>Checks options that exclude or need one another, which no option can check by itself.</summary>
internal static class TrainingRules
{
    /// <exception cref="ArgumentException">Two options contradict each other.</exception>
    public static void Check(TrainingOptions options)
    {
        GradientClip.Check(options);
        if (options is { BatchStatistics: BatchStatistics.AllProcesses, MicroBatchSize: { } size, Processes.Size: > 1 })
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"BatchStatistics = AllProcesses and MicroBatchSize must not both be set, "
                + $"since a micro-batch has statistics of its own, but {size} was given."),
                nameof(options.MicroBatchSize));
        if (options is { ValidationData: not null, ValidationFraction: { } fraction })
            throw new ArgumentException(FormattableString.Invariant(
                $"ValidationData and ValidationFraction must not both be set, but both were given, the fraction as {fraction}."),
                nameof(options.ValidationFraction));
        if (options is { EarlyStopping.Metric: TrainingMetric.ValidationLoss, ValidationData: null, ValidationFraction: null })
            throw new ArgumentException(
                "EarlyStopping by ValidationLoss needs ValidationData or ValidationFraction, but neither was given.",
                nameof(options.EarlyStopping));
    }
}

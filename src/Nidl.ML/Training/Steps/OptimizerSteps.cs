namespace Nidl.ML;

/// <summary>
/// Counts optimizer steps: one for <see cref="TrainingOptions.AccumulateBatches"/> batches, and one for what is left of an epoch.
/// </summary>
internal static class OptimizerSteps
{
    public static int PerEpoch(TrainingOptions options, int batches) =>
        (int)(((long)batches + options.AccumulateBatches - 1) / options.AccumulateBatches);

    /// <summary>Counts the steps of the whole run, without early stopping.</summary>
    public static long InAll(TrainingOptions options, int batches) =>
        Math.Min((long)options.NumberOfEpochs * PerEpoch(options, batches), options.MaximumSteps ?? long.MaxValue);
}

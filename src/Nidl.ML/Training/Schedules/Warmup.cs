namespace Nidl.ML;

/// <summary>Decides how many epochs and steps of warm-up are in force.</summary>
internal static class Warmup
{
    private const int DefaultEpochs = 10;

    /// <summary>
    /// Gets the length of a run of so many batches an epoch, cut where <see cref="TrainingOptions.MaximumSteps"/> ends it; warns if a
    /// warm-up that was given does not end before the run.
    /// </summary>
    public static TrainingLength Resolve(TrainingOptions options, int batchesPerEpoch, TrainingLog log)
    {
        var uncut = options.NumberOfEpochs;
        var stepsPerEpoch = OptimizerSteps.PerEpoch(options, batchesPerEpoch);
        var total = OptimizerSteps.InAll(options, batchesPerEpoch);
        if (total == 0)
            return new(options.LearningRate, 0, 0, 0);
        var warmup = options.Schedule.HasWarmup ? Epochs(options, (double)total / stepsPerEpoch, log) : 0;
        return new(options.LearningRate, total, (int)((total + stepsPerEpoch - 1) / stepsPerEpoch), warmup)
        {
            WarmupSteps = (long)Math.Round(warmup * ((long)uncut * stepsPerEpoch) / uncut),
        };
    }

    private static double Epochs(TrainingOptions options, double length, TrainingLog log)
    {
        if (options.WarmupEpochs is not { } given)
            return length > DefaultEpochs ? DefaultEpochs : length / 10;
        if (given >= length && given > 0)
            log.Warning(FormattableString.Invariant(
                $"The warm-up of {given} epochs does not end before the run of {length:0.##} epochs: the learning rate only rises."));
        return given;
    }
}

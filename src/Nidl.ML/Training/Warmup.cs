namespace Nidl.ML;

/// <summary>Decides how many epochs of warm-up are in force.</summary>
internal static class Warmup
{
    private const int DefaultEpochs = 10;

    /// <summary>Gets the length of a run of so many batches an epoch; warns where the warm-up does not end before the run.</summary>
    public static TrainingLength Resolve(TrainingOptions options, int stepsPerEpoch, TrainingLog log)
    {
        var epochs = options.NumberOfEpochs;
        return new(options.LearningRate, OptimizerSteps.InAll(options, stepsPerEpoch), epochs, options.Schedule.HasWarmup && epochs > 0 ? Epochs(options, log) : 0);
    }

    private static double Epochs(TrainingOptions options, TrainingLog log)
    {
        var total = options.NumberOfEpochs;
        if (options.WarmupEpochs is { } given)
        {
            if (given >= total && given > 0)
                log.Warning($"The warm-up of {given} epochs does not end before the run of {total} epochs: the learning rate only rises.");
            return given;
        }
        if (total > DefaultEpochs)
            return DefaultEpochs;
        log.Warning(FormattableString.Invariant(
            $"The default warm-up of {DefaultEpochs} epochs does not end before the run of {total} epochs: it is shortened to {total / 10.0} epochs; set WarmupEpochs to choose."));
        return total / 10.0;
    }
}

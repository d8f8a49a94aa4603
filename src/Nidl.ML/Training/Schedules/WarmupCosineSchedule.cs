namespace Nidl.ML;

/// <summary>
/// Linear warm-up, then half a cosine (Loshchilov and Hutter 2017, arXiv:1608.03983), with the end points of nidl. The default.
/// </summary>
/// <remarks>
/// With W the warm-up, T the whole length, s the start, b the base and m the minimum:
/// <c>lr(t) = s + t (b - s) / (W - 1)</c> for t below W, <c>lr(W) = b</c>, and <c>lr(t) = m + (b - m) (1 + cos(pi (t - W) / (T - W))) /
/// 2</c> after. The base is thus used at t = W - 1 and at t = W; a warm-up of one step starts at s and continues at b.
/// </remarks>
public sealed record WarmupCosineSchedule : LearningRateSchedule
{
    /// <summary>Gets the learning rate of the first step of the warm-up, at least 0. The default is 1e-6.</summary>
    public double StartLearningRate { get; init => field = Requires.NotNegative(value); } = 1e-6;

    /// <summary>Gets the learning rate towards which the cosine falls, at least 0. The default is 0.</summary>
    public double MinimumLearningRate { get; init => field = Requires.NotNegative(value); }

    /// <summary>Gets whether t counts optimizer steps or epochs. The default is <see cref="ScheduleInterval.Step"/>.</summary>
    public ScheduleInterval Interval { get; init => field = Requires.Defined(value); }

    internal override bool HasWarmup => true;

    /// <inheritdoc/>
    public override double LearningRateAt(long step, int epoch, TrainingLength length)
    {
        if (Interval == ScheduleInterval.Epoch)
            return At(epoch, (long)length.WarmupEpochs, length.TotalEpochs, length.BaseLearningRate);
        return At(step, length.WarmupSteps, length.TotalSteps, length.BaseLearningRate);
    }

    internal double At(long t, long warmup, long total, double baseRate)
    {
        if (t < warmup)
            return t == 0 ? StartLearningRate : StartLearningRate + t * (baseRate - StartLearningRate) / (warmup - 1);
        if (t == warmup)
            return baseRate;
        return MinimumLearningRate + (baseRate - MinimumLearningRate) / 2 * (1 + Math.Cos(Math.PI * (t - warmup) / (total - warmup)));
    }
}

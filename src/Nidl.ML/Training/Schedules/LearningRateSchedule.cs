using System.Globalization;
using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>
/// The length of a run, in optimizer steps and epochs, as a schedule sees it; <see cref="TrainingOptions.MaximumSteps"/> shortens both.
/// </summary>
/// <param name="BaseLearningRate">The learning rate of the options.</param>
/// <param name="TotalSteps">The optimizer steps of the whole run.</param>
/// <param name="TotalEpochs">The epochs of the whole run; the last one may be cut.</param>
/// <param name="WarmupEpochs">The epochs of warm-up in force.</param>
public sealed record TrainingLength(double BaseLearningRate, long TotalSteps, int TotalEpochs, double WarmupEpochs)
{
    /// <summary>
    /// Gets the optimizer steps of warm-up in force. Unless given, they are that part of the steps which the warm-up is of the epochs.
    /// </summary>
    public long WarmupSteps { get; init; } = TotalEpochs == 0 ? 0 : (long)Math.Round(WarmupEpochs * TotalSteps / TotalEpochs);
}

/// <summary>Gives the learning rate of each optimizer step, as a pure function of the step.</summary>
public abstract record LearningRateSchedule
{
    /// <summary>Gets whether the schedule starts with a warm-up, whose length <see cref="TrainingOptions.WarmupEpochs"/> gives.</summary>
    internal virtual bool HasWarmup => false;

    /// <summary>Gets the learning rate of an optimizer step.</summary>
    /// <param name="step">The optimizer step, counted from 0 over the whole run.</param>
    /// <param name="epoch">The epoch that the step belongs to, counted from 0.</param>
    /// <param name="length">The length of the run.</param>
    public abstract double LearningRateAt(long step, int epoch, TrainingLength length);
}

/// <summary>How often a schedule changes the learning rate.</summary>
public enum ScheduleInterval
{
    /// <summary>At every optimizer step.</summary>
    Step,

    /// <summary>At every epoch.</summary>
    Epoch,
}

/// <summary>The same learning rate throughout.</summary>
public sealed record ConstantSchedule : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double LearningRateAt(long step, int epoch, TrainingLength length) => length.BaseLearningRate;
}

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

/// <summary>
/// Half a cosine by epoch without warm-up, from the base learning rate to a fraction of it: the schedule of nidl's first SimCLR.
/// </summary>
/// <remarks><c>lr(e) = m + (b - m) (1 + cos(pi e / E)) / 2</c> with <c>m = b * MinimumFraction</c> and E the number of epochs.</remarks>
public sealed record CosineSchedule : LearningRateSchedule
{
    /// <summary>Gets the fraction of the base learning rate towards which the cosine falls, in [0, 1). The default is 1/50.</summary>
    public double MinimumFraction { get; init => field = Requires.InRange(value, 0, 1); } = 1.0 / 50;

    /// <inheritdoc/>
    public override double LearningRateAt(long step, int epoch, TrainingLength length)
    {
        var minimum = length.BaseLearningRate * MinimumFraction;
        return minimum + (length.BaseLearningRate - minimum) * (1 + Math.Cos(Math.PI * epoch / length.TotalEpochs)) / 2;
    }
}

/// <summary>A schedule of the caller's own.</summary>
/// <param name="Function">
/// Maps optimizer step, epoch (both counted from 0) and the length of the run to the learning rate; at least 0 and finite.
/// </param>
public sealed record CustomSchedule(Func<long, int, TrainingLength, double> Function) : LearningRateSchedule
{
    /// <summary>Gets the function of optimizer step, epoch and length of the run that gives the learning rate.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    [JsonIgnore]
    public Func<long, int, TrainingLength, double> Function { get; init => field = Requires.NotNull(value); } =
        Requires.NotNull(Function, nameof(Function));

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The function returned a learning rate that is negative or not finite.</exception>
    public override double LearningRateAt(long step, int epoch, TrainingLength length)
    {
        var rate = Function(step, epoch, length);
        return rate >= 0 && double.IsFinite(rate)
            ? rate
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"A schedule must give a learning rate of at least 0, but the custom schedule gave '{rate}' for step {step} "
                + $"of epoch {epoch}."));
    }
}

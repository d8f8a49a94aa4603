namespace Nidl.ML;

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

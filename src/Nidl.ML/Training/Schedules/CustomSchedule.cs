using System.Globalization;
using System.Text.Json.Serialization;

namespace Nidl.ML;

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

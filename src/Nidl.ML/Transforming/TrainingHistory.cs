using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>The results of one finished epoch: its loss, learning rate, time and figures.</summary>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="Steps">The optimizer steps done since the start of the run.</param>
/// <param name="Loss">The mean of the batches' losses.</param>
/// <param name="LearningRate">The learning rate of the epoch's last step.</param>
/// <param name="Seconds">The epoch's duration in seconds.</param>
/// <param name="RowsPerSecond">The rows trained on a second (each counts once, though two views of it are encoded).</param>
/// <param name="ValidationLoss">The mean of the validation batches' losses; null if the epoch had no validation.</param>
public sealed record EpochResult(
    int Epoch, long Steps, double Loss, double LearningRate, double Seconds, double RowsPerSecond, double? ValidationLoss = null)
{
    /// <summary>
    /// Gets what callbacks reported at the epoch's end, by name, for example of a <see cref="ModelProbing"/>; null if nothing.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, double>? Metrics { get; init; }
}

/// <summary>The results of a training: its epochs, seed and device.</summary>
/// <param name="Epochs">The finished epochs, in order.</param>
/// <param name="Seed">The seed in force: with it the training can be repeated.</param>
/// <param name="Device">The device it ran on, for example <c>cpu</c> or <c>cuda:0</c>.</param>
public sealed record TrainingHistory(IReadOnlyList<EpochResult> Epochs, int Seed, string Device)
{
    /// <summary>Gets what the encoder computed with: what <see cref="Nidl.ML.Precision.Auto"/> chose, if that was asked for.</summary>
    public Precision Precision { get; init; }

    /// <summary>Gets the sum of the epochs' durations in seconds.</summary>
    public double Seconds => Epochs.Sum(epoch => epoch.Seconds);
}

using System.Globalization;

namespace Nidl.ML;

/// <summary>
/// Writes a line of comma-separated values for each epoch into a file, under the header
/// <c>epoch,steps,loss,validation_loss,learning_rate,seconds,rows_per_second</c>. The file is replaced when a training starts, flushed to
/// disk after every epoch, and holds the earlier epochs of a resumed training too.
/// </summary>
/// <remarks>
/// Losses are written so that they read back to the same value; the validation loss of an epoch without validation is empty. One training
/// at a time.
/// </remarks>
public sealed class CsvLog : TrainingCallback
{
    private readonly EpochFile _file;

    /// <summary>Creates the log.</summary>
    /// <param name="path">The file; its folder is created.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    public CsvLog(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _file = new EpochFile(path, "epoch,steps,loss,validation_loss,learning_rate,seconds,rows_per_second", Line);
    }

    /// <inheritdoc/>
    public override void OnFitStart(TrainingState state) => _file.Begin(state.Epochs);

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingState state) => _file.Append(state.Epochs[^1]);

    private static string Line(EpochResult epoch) => string.Create(CultureInfo.InvariantCulture,
        $"{epoch.Epoch},{epoch.Steps},{epoch.Loss:R},{epoch.ValidationLoss:R},{epoch.LearningRate:R},"
        + $"{epoch.Seconds:R},{epoch.RowsPerSecond:R}");
}

using System.Globalization;

namespace Nidl.ML;

/// <summary>
/// Writes how far a training has come into the log: a line at the end of each epoch, and others in between so that no line is 10 seconds
/// away from the one before it, steps that take longer apart.
/// </summary>
/// <param name="log">Where the lines go.</param>
/// <param name="length">The length of the run.</param>
/// <param name="clock">What the time is.</param>
internal sealed class ProgressLines(TrainingLog log, TrainingLength length, TimeProvider clock)
{
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(10);

    private long _lastLine = clock.GetTimestamp();
    private long _lastLook = clock.GetTimestamp();

    /// <summary>
    /// Writes where an epoch stands after a step, if a line is due: batches, mean loss, learning rate, rows a second and time left.
    /// </summary>
    public void Step(TrainingState state, EpochProgress epoch, int batches)
    {
        if (!IsDue())
            return;
        var part = $"batch {epoch.Batches}/{batches}  loss {Loss(epoch.LossSum / epoch.Batches)}  ";
        Write(Line(state, epoch.Epoch + 1, part, epoch.Rows / epoch.Seconds, epoch.Seconds));
    }

    /// <summary>Writes where a validation stands after a batch, if a line is due.</summary>
    public void Validation(TrainingState state, int batch, int batches)
    {
        if (IsDue())
            Write($"epoch {state.Epoch}/{length.TotalEpochs}  validation batch {batch}/{batches}");
    }

    /// <summary>Writes the line of a finished epoch: loss, learning rate, rows a second and time left.</summary>
    public void Epoch(TrainingState state)
    {
        var last = state.Epochs[^1];
        var validation = last.ValidationLoss is { } loss ? $"validation loss {Loss(loss)}  " : "";
        Write(Line(state, last.Epoch, $"loss {Loss(last.Loss)}  {validation}", last.RowsPerSecond, seconds: 0));
    }

    private static string Loss(double loss) => loss.ToString("F4", CultureInfo.InvariantCulture);

    /// <param name="state">The training.</param>
    /// <param name="epoch">The epoch, counted from 1.</param>
    /// <param name="found">What was found in it.</param>
    /// <param name="rowsPerSecond">The rows trained on a second.</param>
    /// <param name="seconds">The seconds since the last epoch that has ended.</param>
    private string Line(TrainingState state, int epoch, string found, double rowsPerSecond, double seconds)
    {
        var secondsPerStep = (state.Epochs.Sum(finished => finished.Seconds) + seconds) / state.Step;
        var left = Duration.Text(secondsPerStep * Math.Max(0, length.TotalSteps - state.Step));
        return FormattableString.Invariant(
            $"epoch {epoch}/{length.TotalEpochs}  {found}learning rate {state.LearningRate:G4}  {rowsPerSecond:F0} rows/s  {left} left");
    }

    private void Write(string line)
    {
        log.Info(line);
        _lastLine = _lastLook = clock.GetTimestamp();
    }

    // Due as soon as another pause like the last one would be too long.
    private bool IsDue()
    {
        var now = clock.GetTimestamp();
        var pause = clock.GetElapsedTime(_lastLook, now);
        _lastLook = now;
        return clock.GetElapsedTime(_lastLine, now) + pause > _longest;
    }
}

using Microsoft.ML.Runtime;

namespace Nidl.ML;

/// <summary>Writes the training's lines into ML.NET's log, where <c>MLContext.Log</c> shows them.</summary>
internal sealed class TrainingLog(IChannel channel)
{
    public void Info(string line) => channel.Info(MessageSensitivity.None, "{0}", line);

    public void Warning(string line) => channel.Warning(MessageSensitivity.None, "{0}", line);

    /// <summary>Writes the line of a finished epoch: loss, learning rate, rows a second and time left.</summary>
    public void Epoch(TrainingState state)
    {
        var last = state.Epochs[^1];
        var left = TimeSpan.FromSeconds(state.Epochs.Average(epoch => epoch.Seconds) * (state.NumberOfEpochs - last.Epoch));
        var validation = last.ValidationLoss is { } loss ? FormattableString.Invariant($"validation loss {loss:F4}  ") : "";
        Info(FormattableString.Invariant(
            $"epoch {last.Epoch}/{state.NumberOfEpochs}  loss {last.Loss:F4}  {validation}learning rate {last.LearningRate:G4}  {last.RowsPerSecond:F0} rows/s  {left:h\\:mm\\:ss} left"));
    }
}

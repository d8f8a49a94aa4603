using Nidl.ML;
using Spectre.Console;

namespace FashionMnist;

/// <summary>Shows a training as a progress bar with loss and time left.</summary>
public sealed class ProgressBar(ProgressContext progress) : TrainingCallback
{
    private ProgressTask? _task;

    /// <inheritdoc/>
    public override void OnFitStart(TrainingState state) =>
        _task = progress.AddTask("pre-training without labels", maxValue: Math.Max(1, (double)state.NumberOfEpochs * state.StepsPerEpoch));

    /// <inheritdoc/>
    public override void OnStepEnd(TrainingState state)
    {
        _task!.Description = FormattableString.Invariant($"epoch {state.Epoch}/{state.NumberOfEpochs}, loss {state.Loss:F3}");
        _task.Value = state.Step;
    }

    /// <summary>
    /// Runs <paramref name="work"/> with a bar; without one where output is no terminal, where the log's line an epoch takes its place.
    /// </summary>
    public static T Show<T>(Func<IReadOnlyList<TrainingCallback>, T> work) =>
        Console.IsOutputRedirected
            ? work([])
            : AnsiConsole.Progress()
                .HideCompleted(true)
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .Start(context => work([new ProgressBar(context)]));
}

namespace Nidl.ML.Tests;

/// <summary>Writes down what a training calls, and does something at it if wanted.</summary>
internal sealed class StepRecorder : TrainingCallback
{
    public List<string> Calls { get; } = [];

    public List<double> Losses { get; } = [];

    public List<double> LearningRates { get; } = [];

    public Action<TrainingState>? AtFitStart { get; init; }

    public Action<TrainingState>? AtStepEnd { get; init; }

    public Action<TrainingState>? AtEpochEnd { get; init; }

    public override void OnFitStart(TrainingState state)
    {
        Calls.Add("start");
        AtFitStart?.Invoke(state);
    }

    public override void OnStepEnd(TrainingState state)
    {
        Calls.Add($"step {state.Step}");
        Losses.Add(state.Loss);
        LearningRates.Add(state.LearningRate);
        AtStepEnd?.Invoke(state);
    }

    public override void OnEpochEnd(TrainingState state)
    {
        Calls.Add($"epoch {state.Epoch}");
        AtEpochEnd?.Invoke(state);
    }

    public override void OnFitEnd(TrainingState state) => Calls.Add("end");
}

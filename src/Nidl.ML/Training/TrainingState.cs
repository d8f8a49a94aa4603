using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>The state of a running training, as callbacks see it; a callback can also ask the training to stop.</summary>
public sealed class TrainingState
{
    private readonly TrainingLog? _log;
    private TrainedModel? _model;

    internal TrainingState(int numberOfEpochs, int stepsPerEpoch, TrainingLog? log = null, TrainedModel? model = null)
    {
        NumberOfEpochs = numberOfEpochs;
        StepsPerEpoch = stepsPerEpoch;
        _log = log;
        _model = model;
        Results = model?.Epochs ?? [];
    }

    /// <summary>Gets the number of epochs of the run.</summary>
    public int NumberOfEpochs { get; }

    /// <summary>Gets the number of optimizer steps of one epoch.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>Gets the current epoch, counted from 1.</summary>
    public int Epoch { get; internal set; } = 1;

    /// <summary>Gets the number of optimizer steps done since the start of the run.</summary>
    public long Step { get; internal set; }

    /// <summary>Gets the loss of the last step, the mean over its batches; NaN before the first.</summary>
    public double Loss { get; internal set; } = double.NaN;

    /// <summary>Gets the learning rate of the last step; NaN before the first.</summary>
    public double LearningRate { get; internal set; } = double.NaN;

    /// <summary>Gets the loss of the last validation, the mean over its batches; null before the first.</summary>
    public double? ValidationLoss { get; internal set; }

    /// <summary>
    /// Gets the projections of the first views of the last batch, (N, D), detached; only valid during <see
    /// cref="TrainingCallback.OnStepEnd"/>.
    /// </summary>
    public Tensor? Z1 { get; private set; }

    /// <summary>
    /// Gets the projections of the second views of the last batch, (N, D), detached; only valid during <see
    /// cref="TrainingCallback.OnStepEnd"/>.
    /// </summary>
    public Tensor? Z2 { get; private set; }

    /// <summary>
    /// Gets the auxiliary variables of the last batch, (N, d), null if the method has none; only valid during <see
    /// cref="TrainingCallback.OnStepEnd"/>.
    /// </summary>
    public Tensor? Auxiliary { get; private set; }

    /// <summary>Gets the finished epochs, in order; those before a resume are among them.</summary>
    public IReadOnlyList<EpochResult> Epochs => Results;

    /// <summary>Gets whether a callback has asked to stop.</summary>
    public bool IsStopRequested { get; private set; }

    internal List<EpochResult> Results { get; }

    /// <summary>
    /// Creates a transformer of the encoder as it stands: a copy in evaluation mode, which the training neither changes nor feels.
    /// </summary>
    /// <returns>The transformer, which the caller disposes.</returns>
    /// <exception cref="InvalidOperationException">No training is under way.</exception>
    public EmbeddingTransformer CreateTransformer() =>
        _model?.Copy() ?? throw new InvalidOperationException("A transformer can be created while a training runs, but none is under way.");

    /// <summary>
    /// Writes a figure into <see cref="EpochResult.Metrics"/> of the last finished epoch; a name that is there is overwritten.
    /// </summary>
    /// <param name="name">The figure's name.</param>
    /// <param name="value">The figure.</param>
    /// <exception cref="InvalidOperationException">No epoch has finished.</exception>
    public void Report(string name, double value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (Results.Count == 0)
            throw new InvalidOperationException($"A figure belongs to a finished epoch, but '{name}' was reported before the first.");
        var metrics = new Dictionary<string, double>(Results[^1].Metrics ?? new Dictionary<string, double>()) { [name] = value };
        Results[^1] = Results[^1] with { Metrics = metrics };
    }

    /// <summary>
    /// Ends the training after the current step, but not before <see cref="TrainingOptions.MinimumEpochs"/>; <c>Fit</c> then returns what
    /// was learned so far.
    /// </summary>
    public void RequestStop() => IsStopRequested = true;

    /// <summary>Shows a batch's projections and auxiliary variables; null shows none.</summary>
    internal void Show(BatchContext? batch) => (Z1, Z2, Auxiliary) = (batch?.Z1, batch?.Z2, batch?.Auxiliary);

    /// <summary>Gets where the training stands, in an epoch that has come so far.</summary>
    internal TrainingPosition At(EpochProgress epoch) => new(Step, Loss, LearningRate, ValidationLoss, [.. Epochs], epoch);

    /// <summary>Goes on from where a training stood.</summary>
    internal void Restore(TrainingPosition position)
    {
        (Step, Loss, LearningRate, ValidationLoss) = (position.Step, position.Loss, position.LearningRate, position.ValidationLoss);
        Results.AddRange(position.Epochs);
        Epoch = Math.Min(position.Epoch.Epoch + 1, Math.Max(1, NumberOfEpochs));
    }

    /// <summary>Ends the training: no transformer is made of it any more.</summary>
    internal void End() => _model = null;

    /// <summary>Writes a line into the log of the <c>MLContext</c>.</summary>
    /// <param name="line">The line.</param>
    public void Info(string line) => _log?.Info(line);

    /// <summary>Writes a warning into the log of the <c>MLContext</c>.</summary>
    /// <param name="line">The line.</param>
    public void Warning(string line) => _log?.Warning(line);
}


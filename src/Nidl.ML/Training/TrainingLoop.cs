using System.Globalization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>The one training loop of all methods: epochs of optimizer steps, and what happens between them.</summary>
internal sealed class TrainingLoop : IDisposable
{
    private readonly TrainingOptions _options;
    private readonly IBatchSource _batches;
    private readonly ProcessGroup _processes;
    private readonly ViewPlan _views;
    private readonly Tensor? _learnt;
    private readonly Network _network;
    private readonly TrainingLog _log;
    private readonly BatchGradient _gradient;
    private readonly Validation? _validation;
    private readonly TrainingLength _length;
    private readonly BestKeepers _best;
    private readonly ProgressLines _lines;
    private readonly ProjectionWatch _watch;
    private readonly StepGarbage _garbage;
    private readonly TimeProvider _clock;
    private readonly int _seed;
    private EpochProgress _progress = new(0);
    private CheckpointWriter? _checkpoints;
    private string? _resumedFrom;

    public TrainingLoop(
        TrainingOptions options, TrainingData data, ViewPlan views, Network network, Objective objective, TrainedModel model,
        TrainingLog log, TimeProvider clock, int seed)
    {
        (_options, _batches, _network, _log, _clock, _seed) = (options, data.Training, network, log, clock, seed);
        _processes = options.Processes;
        _learnt = views.LearnsFromTrainingRows ? views.ToUnit(_batches.SampleFeatures).DetachFromDisposeScope() : null;
        _views = _learnt is null ? views : views.Fit(_learnt);
        _gradient = new BatchGradient(network, objective, options.MicroBatchSize, _processes);
        _validation = data.Validation is { } rows
            ? new Validation(rows, _views, network, _gradient, seed, options.CancellationToken)
            : null;
        _length = Warmup.Resolve(options, _batches.BatchesPerEpoch, log);
        _lines = new ProgressLines(log, _length, clock);
        _watch = new ProjectionWatch(objective, _length, options.AccumulateBatches);
        _garbage = new StepGarbage(clock);
        _best = new BestKeepers(options, data.Validation is null ? TrainingMetric.Loss : TrainingMetric.ValidationLoss, network);
        State = new TrainingState(options.NumberOfEpochs, OptimizerSteps.PerEpoch(options, _batches.BatchesPerEpoch), log, model);
    }

    /// <summary>Gets the state that callbacks see, with the epochs finished so far.</summary>
    public TrainingState State { get; }

    /// <summary>Gets the path of the last checkpoint; null if there is none.</summary>
    public string? LastCheckpoint => _checkpoints?.LastPath ?? _resumedFrom;

    // What is done of the optimizer steps of the whole run.
    private double RunProgress => Math.Min(1, State.Step / (double)_length.TotalSteps);

    private bool IsEpochWhole => _progress.Batches == _batches.BatchesPerEpoch;

    // In a group, any process may have been canceled.
    private bool IsCanceled => _options.CancellationToken.IsCancellationRequested || _processes.Size > 1;

    private bool IsStopped =>
        (State.IsStopRequested && State.Epochs.Count >= _options.MinimumEpochs) || State.Step >= _options.MaximumSteps;

    /// <summary>Trains the network. It is left as the last finished step made it, also when this throws.</summary>
    /// <param name="identity">What the training is, for its checkpoints; null if there are none.</param>
    /// <param name="resumed">Where to go on; null starts from the beginning.</param>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    /// <exception cref="TrainingFailedException">A loss is not finite, or a weight is not at an epoch's end.</exception>
    public void Run(CheckpointIdentity? identity = null, Checkpoint? resumed = null)
    {
        using var optimizer = CreateOptimizer();
        var step = new OptimizerStep(_options, _batches, _views, _network, _gradient, optimizer, _seed);
        if (identity is not null)
            Connect(identity, optimizer, resumed);
        Align();
        Notify(callback => callback.OnFitStart(State));
        try
        {
            // An epoch that a checkpoint found under way is brought to its end, even if nothing of it is left.
            while (_progress.Batches > 0 || (_progress.Epoch < _options.NumberOfEpochs && !IsStopped))
                RunEpoch(step);
        }
        catch (OperationCanceledException) when (IsCanceled)
        {
            _checkpoints?.AtEnd(State.At(_progress));
            throw;
        }
        _checkpoints?.AtEnd(State.At(_progress));
        Notify(callback => callback.OnFitEnd(State));
        _processes.Barrier();
    }

    public void Dispose()
    {
        State.End();
        _best.Dispose();
        _learnt?.Dispose();
    }

    private optim.Optimizer CreateOptimizer() => _options.Optimizer.Create(
        ParameterGroup.Split(
            _network.Encoder, _network.Head, _options.WeightDecay, _options.ExcludeBiasAndNormFromWeightDecay,
            _options.WeightDecayExclusion,
            _network.LossModule),
        _options.LearningRate);

    private void Connect(CheckpointIdentity identity, optim.Optimizer optimizer, Checkpoint? resumed)
    {
        if (optimizer is not OptimizerHelper saved)
            throw new ArgumentException(
                $"Checkpoints need an optimizer that can save its state, an OptimizerHelper, but {optimizer.GetType().Name} cannot.",
                nameof(TrainingOptions.Optimizer));
        if (resumed is not null)
            Resume(resumed, identity, saved);
        if (_options.Checkpoints is { } checkpoints && _processes.Rank == 0)
            _checkpoints = new CheckpointWriter(checkpoints, identity, _network, saved, _best, resumed, _log);
    }

    private void Resume(Checkpoint checkpoint, CheckpointIdentity identity, OptimizerHelper optimizer)
    {
        checkpoint.CheckIdentity(identity);
        checkpoint.Restore(_network, optimizer, _best);
        State.Restore(checkpoint.Manifest.Position);
        _progress = checkpoint.Manifest.Position.Epoch;
        _resumedFrom = checkpoint.Path;
        _log.Info(
            $"resumed from '{checkpoint.Path}': epoch {_progress.Epoch + 1}, "
            + $"{_progress.Batches} of {_batches.BatchesPerEpoch} batches done");
    }

    private void RunEpoch(OptimizerStep step)
    {
        var (start, before) = (_clock.GetTimestamp(), _progress.Seconds);
        State.Epoch = _progress.Epoch + 1;
        if (!IsEpochWhole)
            _batches.BeginEpoch(_progress.Epoch, _progress.Batches);
        while (!IsEpochWhole && !IsStopped)
        {
            ThrowIfCanceled();
            State.LearningRate = _options.Schedule.LearningRateAt(State.Step, _progress.Epoch, _length);
            using (NewDisposeScope())
                EndStep(step.Run(_progress, State.LearningRate, RunProgress));
            _garbage.Collect();
            _progress = _progress with { Seconds = before + _clock.GetElapsedTime(start).TotalSeconds };
            if (!IsEpochWhole)
                LookBetweenSteps();
        }
        EndEpoch();
    }

    private void ThrowIfCanceled()
    {
        if (_processes.Any(_options.CancellationToken.IsCancellationRequested))
            throw new OperationCanceledException(_options.CancellationToken);
    }

    private void EndStep(OptimizerStep.Outcome outcome)
    {
        if (outcome.Last is not { } batch)
            throw NotFinite(outcome.Loss);
        _progress = outcome.Progress;
        State.Step++;
        State.Loss = outcome.Loss;
        State.Show(batch);
        Notify(callback => callback.OnStepEnd(State));
        State.Show(null);
    }

    private void LookBetweenSteps()
    {
        _lines.Step(State, _progress, _batches.BatchesPerEpoch);
        _checkpoints?.AfterStep(State.At(_progress));
    }

    private void EndEpoch()
    {
        var (epoch, isWhole) = (_progress, IsEpochWhole);
        Align();
        // Within an epoch the next loss shows it; after its last step nothing else would.
        if (!_network.IsFinite)
            throw WeightsNotFinite();
        // What resumes from an epoch that is stopped within goes on with its other batches.
        if (!isWhole)
            _checkpoints?.AtEnd(State.At(_progress));
        var validation = Validate(epoch.Epoch);
        State.Results.Add(new EpochResult(
            epoch.Epoch + 1, State.Step, epoch.LossSum / epoch.Batches, State.LearningRate, epoch.Seconds, epoch.Rows / epoch.Seconds,
            validation));
        _progress = new(epoch.Epoch + 1);
        _lines.Epoch(State);
        Notify(callback => callback.OnEpochEnd(State));
        if (isWhole)
            _checkpoints?.AfterEpoch(State.At(_progress));
    }

    // Running statistics differ where each process has its own; weights may where processors round differently.
    private void Align()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var value in _network.State.Values)
            _processes.Broadcast(value);
    }

    private double? Validate(int epoch)
    {
        if (_validation is null || (epoch + 1) % _options.ValidationEveryEpochs != 0)
            return null;
        State.ValidationLoss = _validation.Run(RunProgress, batch =>
        {
            _garbage.Collect();
            _lines.Validation(State, batch, _validation.Batches);
        });
        Notify(callback => callback.OnValidationEnd(State));
        return State.ValidationLoss;
    }

    private TrainingFailedException NotFinite(double loss) => Failed(State.Step + 1, string.Create(CultureInfo.InvariantCulture,
        $"Training needs a finite loss, but it is '{loss}' at step {State.Step + 1} of epoch {State.Epoch} with learning "
        + $"rate {State.LearningRate:G6}; ")
        + "try a lower LearningRate or a higher temperature");

    private TrainingFailedException WeightsNotFinite() => Failed(State.Step, FormattableString.Invariant(
        $"Training needs finite weights, but some are NaN or infinite after step {State.Step} of epoch {State.Epoch} ")
        + FormattableString.Invariant($"with learning rate {State.LearningRate:G6}; try a lower LearningRate or GradientClipNorm"));

    private TrainingFailedException Failed(long step, string message)
    {
        var advice = LastCheckpoint is { } path ? $"; the last checkpoint is '{path}'" : "";
        return new($"{message}{advice}.", State.Epoch, step, State.LearningRate, LastCheckpoint);
    }

    private void Notify(Action<TrainingCallback> call)
    {
        foreach (var callback in _best.Callbacks.Append(_watch).Concat(_options.Callbacks))
            call(callback);
        if (_processes.Any(State.IsStopRequested))
            State.RequestStop();
    }
}

using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>The one training loop of all methods.</summary>
internal sealed class TrainingLoop
{
    private readonly TrainingOptions _options;
    private readonly IBatchSource _batches;
    private readonly ViewPair _views;
    private readonly Network _network;
    private readonly TrainingLog _log;
    private readonly TrainingStep _step;
    private readonly TrainingLength _length;
    private readonly int _seed;

    public TrainingLoop(TrainingOptions options, IBatchSource batches, ViewPair views, Network network, Objective objective, TrainingLog log, int seed)
    {
        _options = options;
        _batches = batches;
        _views = views.Fit(batches.SampleFeatures);
        _network = network;
        _log = log;
        _seed = seed;
        _step = new TrainingStep(network, objective);
        _length = Warmup.Resolve(options, batches.StepsPerEpoch, log);
        State = new TrainingState(options.NumberOfEpochs, batches.StepsPerEpoch);
    }

    /// <summary>Gets the state that callbacks see, with the epochs finished so far.</summary>
    public TrainingState State { get; }

    /// <summary>Trains the network. It is left as the last finished step made it, also when this throws.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="TrainingFailedException">A loss is not finite.</exception>
    public void Run()
    {
        var groups = ParameterGroup.Split(_network.Encoder, _network.Head, _options.WeightDecay, _options.ExcludeBiasAndNormFromWeightDecay);
        using var optimizer = _options.Optimizer.Create(groups, _options.LearningRate);
        Notify(callback => callback.OnFitStart(State));
        for (var epoch = 0; epoch < _options.NumberOfEpochs && !State.IsStopRequested; epoch++)
            RunEpoch(epoch, optimizer);
        Notify(callback => callback.OnFitEnd(State));
    }

    private void RunEpoch(int epoch, optim.Optimizer optimizer)
    {
        var watch = Stopwatch.StartNew();
        var (loss, rows, steps) = (0.0, 0L, 0);
        State.Epoch = epoch + 1;
        _batches.BeginEpoch(epoch, firstStep: 0);
        for (; steps < _batches.StepsPerEpoch && !State.IsStopRequested; steps++)
        {
            _options.CancellationToken.ThrowIfCancellationRequested();
            rows += RunStep(epoch, steps, optimizer);
            loss += State.Loss;
        }
        var seconds = watch.Elapsed.TotalSeconds;
        State.Results.Add(new EpochResult(epoch + 1, State.Step, loss / steps, State.LearningRate, seconds, rows / seconds));
        _log.Epoch(State);
        Notify(callback => callback.OnEpochEnd(State));
    }

    /// <summary>Does one optimizer step; nothing leaves its dispose scope but the loss. Returns the number of rows.</summary>
    private long RunStep(int epoch, int step, optim.Optimizer optimizer)
    {
        using var scope = NewDisposeScope();
        using var layers = new RandomSource(_network.Device, _seed, RandomPurpose.Layers, epoch, step);
        using var randomness = LayerRandomness.Use(layers);
        var batch = _batches.Read(step);
        var (view1, view2) = _views.Draw(batch, _seed, epoch, step);
        SetLearningRate(optimizer, epoch);
        _network.ZeroGradients();
        var outcome = _step.Run(view1, view2, batch.Labels);
        if (!double.IsFinite(outcome.Loss))
            throw NotFinite(outcome.Loss);
        optimizer.step();
        Report(outcome);
        return batch.Features.shape[0];
    }

    private void SetLearningRate(optim.Optimizer optimizer, int epoch)
    {
        State.LearningRate = _options.Schedule.LearningRateAt(State.Step, epoch, _length);
        foreach (var group in optimizer.ParamGroups)
            group.LearningRate = State.LearningRate;
    }

    private void Report(TrainingStep.Outcome outcome)
    {
        State.Step++;
        State.Loss = outcome.Loss;
        (State.Z1, State.Z2) = (outcome.Z1, outcome.Z2);
        Notify(callback => callback.OnStepEnd(State));
        (State.Z1, State.Z2) = (null, null);
    }

    private TrainingFailedException NotFinite(double loss) =>
        new(FormattableString.Invariant(
            $"Training needs a finite loss, but it is '{loss}' at step {State.Step + 1} of epoch {State.Epoch} with learning rate {State.LearningRate:G6}; try a lower LearningRate or a higher temperature."),
            State.Epoch, State.Step + 1, State.LearningRate);

    private void Notify(Action<TrainingCallback> call)
    {
        foreach (var callback in _options.Callbacks)
            call(callback);
    }
}

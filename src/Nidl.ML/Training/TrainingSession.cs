using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>One training, from the rows of a view to the transformer that has learned from them.</summary>
/// <param name="plan">What is trained on what.</param>
/// <param name="objective">What the method adds.</param>
/// <param name="options">The options.</param>
/// <param name="context">The context whose log, random stream and GPU settings are used.</param>
/// <param name="clock">What the time is.</param>
internal sealed class TrainingSession(
    TrainingPlan plan, Objective objective, TrainingOptions options, MLContext context, TimeProvider clock)
{
    /// <summary>Trains on the rows of a view.</summary>
    /// <returns>The transformer, which the caller disposes.</returns>
    /// <exception cref="TrainingCanceledException">The training was canceled.</exception>
    public EmbeddingTransformer Run(IDataView input)
    {
        var device = ComputeDevice.Resolve(options.Device, context);
        var host = ((IHostEnvironment)context).Register(objective.Method);
        using var channel = host.Start("Training");
        var log = new TrainingLog(channel);
        WarnOfIdle(log);
        using var resumed = options.ResumeFrom is { } path ? CheckpointFolder.Find(path, log) : null;
        var seed = (int)options.Processes.OfFirst(options.Seed ?? resumed?.Manifest.Identity.Seed ?? host.Rand.Next());
        // The caller may be inside a no_grad of their own.
        using var gradients = enable_grad();
        using var network = CreateNetwork(seed, device, resumed is null ? log : null);
        WarnOfSlowConvolutions(log);
        var model = new TrainedModel(plan, objective.Method, options, network, seed);
        TrainingLoop? loop = null;
        try
        {
            using var data = TrainingData.Read(input, plan.Columns, options, device, seed).Watched(plan.Columns, log);
            Prepare(network, data, resumed, log);
            loop = new TrainingLoop(options, data, plan.Views, network, objective, model, log, clock, seed);
            Announce(loop.State, network, seed, log);
            loop.Run(Identify(network, data, seed, resumed), resumed);
        }
        catch (OperationCanceledException) when (options.CancellationToken.IsCancellationRequested || options.Processes.Size > 1)
        {
            throw Canceled(model, loop?.LastCheckpoint);
        }
        finally
        {
            loop?.Dispose();
        }
        return model.Take();
    }

    private Network CreateNetwork(int seed, Device device, TrainingLog? log)
    {
        var shared = options is { BatchStatistics: BatchStatistics.AllProcesses, Processes.Size: > 1 } ? options.Processes : null;
        var network = Network.Create(
            plan.Encoder, plan.InputShape, objective.ProjectionHead, seed, device, objective.CreateLossModule, shared);
        try
        {
            if (log is not null)
                options.InitialWeights?.Load(network.Encoder, log);
            if (objective.Teacher is { } rule)
                network.Teacher = MomentumTeacher.Of(network, rule, plan.Encoder, plan.InputShape, objective.ProjectionHead, shared);
            if (shared is not null)
                BatchNormLayer.CheckShared(network.Encoder);
            network.Freeze(options.FreezeStages);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    // What is decided once the rows are known, and before the first step.
    private void Prepare(Network network, TrainingData data, Checkpoint? resumed, TrainingLog log)
    {
        ProcessAgreement.Check(options, data.Training, resumed);
        new PrecisionChoice(network, plan.Views.GetOutputShapes(plan.InputShape).First(), options.Processes)
            .Make(options, resumed?.Manifest.Identity.Precision, data.Training.RowCount, log);
        if (data.Training.AllAuxiliary is { } auxiliary)
            objective.Fit(options.RowsPerProcess == RowsPerProcess.Own ? options.Processes.Gather(auxiliary).All : auxiliary);
    }

    // Processes other than the first need not name their checkpoints.
    private CheckpointIdentity? Identify(Network network, TrainingData data, int seed, Checkpoint? resumed) =>
        options.Processes.Any(options.Checkpoints is not null || resumed is not null)
            ? CheckpointIdentity.Create(objective.Method, plan, options, seed, data, network.Precision)
            : null;

    private TrainingCanceledException Canceled(TrainedModel model, string? lastCheckpoint) => new(
        $"The training was canceled after {model.Epochs.Count} of {options.NumberOfEpochs} epochs; "
        + "PartialTransformer holds what was learned.",
        model.Take(), lastCheckpoint, options.CancellationToken);

    private void WarnOfIdle(TrainingLog log)
    {
        foreach (var idle in plan.Views.IdleOn(plan.InputShape))
            log.Warning(idle);
    }

    private static void WarnOfSlowConvolutions(TrainingLog log)
    {
        if (TrustedConvolutions.TakeWarning() is { } slower)
            log.Warning(slower);
    }

    private void Announce(TrainingState state, Network network, int seed, TrainingLog log) => log.Info(string.Create(
        CultureInfo.InvariantCulture,
        $"{objective.Method}: {state.StepsPerEpoch} steps an epoch of {options.NumberOfEpochs}, rows of {plan.InputShape}, "
        + $"on {network.Device}, seed {seed}"));
}

using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Nidl.ML.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Trains an encoder on the rows of a column and yields the transformer that appends its embeddings. All methods share it; a method adds its
/// objective.
/// </summary>
/// <typeparam name="TOptions">The method's options.</typeparam>
public abstract class SelfSupervisedEstimator<TOptions> : IEstimator<EmbeddingTransformer>
    where TOptions : TrainingOptions
{
    private readonly MLContext _context;

    /// <summary>Creates the estimator of a method.</summary>
    /// <param name="context">The context whose log, random stream and GPU settings are used.</param>
    /// <param name="outputColumnName">The column of embeddings to append.</param>
    /// <param name="inputColumnName">The column of features, a vector of Single of known size; null means <paramref name="outputColumnName"/>.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    protected SelfSupervisedEstimator(MLContext context, string outputColumnName, string? inputColumnName, TOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        if (inputColumnName is not null)
            ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        ArgumentNullException.ThrowIfNull(options);
        _context = context;
        OutputColumnName = outputColumnName;
        InputColumnName = inputColumnName ?? outputColumnName;
        Options = options;
    }

    /// <summary>Gets the name of the column of embeddings.</summary>
    public string OutputColumnName { get; }

    /// <summary>Gets the name of the column of features: a vector of Single or Byte of known size, or images (<c>MLImage</c>).</summary>
    public string InputColumnName { get; }

    /// <summary>Gets the options.</summary>
    public TOptions Options { get; }

    /// <summary>Gets what the time is for the lines of progress and the seconds of the epochs.</summary>
    internal TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Gets the columns of auxiliary variables, side by side in <see cref="StepContext.Auxiliary"/>. None unless overridden.</summary>
    protected virtual IReadOnlyList<string> AuxiliaryColumnNames => [];

    /// <summary>Creates what the method adds to the training. It is called once in each <see cref="Fit"/>, which disposes it.</summary>
    protected abstract Objective CreateObjective();

    /// <summary>Checks the columns of auxiliary variables of a schema's shape.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a type that cannot be used.</exception>
    private protected virtual void CheckAuxiliary(SchemaShape inputSchema)
    {
        foreach (var name in AuxiliaryColumnNames)
            AuxiliaryColumn.Check(inputSchema, name);
    }

    /// <summary>Finds the auxiliary variables in a schema; null if the method has none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a type that cannot be used.</exception>
    private protected virtual IRowPart? BindAuxiliary(DataViewSchema schema) =>
        AuxiliaryColumnNames.Count == 0 ? null : AuxiliaryVariables.Bind(schema, AuxiliaryColumnNames, MissingLabels.Refuse);

    /// <summary>Gets the shape of the schema that the fitted transformer will give.</summary>
    /// <param name="inputSchema">The shape of the input's schema.</param>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or neither a vector of Single or Byte of known size nor of images.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        FeatureColumn.CheckInput(inputSchema, InputColumnName);
        if (Options.SecondViewColumnName is { } secondView)
            FeatureColumn.CheckSecondView(inputSchema, secondView, InputColumnName);
        CheckAuxiliary(inputSchema);
        return EmbeddingColumn.Promise(inputSchema, OutputColumnName);
    }

    /// <summary>Trains the encoder on the rows of a view. Of other columns it looks only at the second view and the auxiliary ones that the options name.</summary>
    /// <param name="input">The training rows, at least two, all values finite.</param>
    /// <returns>The transformer, which the caller disposes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or neither a vector of Single or Byte of known size nor of images.</exception>
    /// <exception cref="ArgumentException">The view has fewer than two rows, or the shape does not fit the encoder or an augmentation.</exception>
    /// <exception cref="InvalidOperationException">A value is not finite, or the device is not there.</exception>
    /// <exception cref="RowReadException">A row cannot be read: a transform before this one fails on it.</exception>
    /// <exception cref="ProcessFailedException">Another process of the group failed.</exception>
    /// <exception cref="TrainingFailedException">The loss or a weight became NaN or infinite.</exception>
    /// <exception cref="ModelFormatException">A checkpoint or initial weights do not load or do not fit.</exception>
    /// <exception cref="CheckpointMismatchException">The checkpoint to resume from is of another training.</exception>
    /// <exception cref="TrainingCanceledException">The token was cancelled; the exception carries the transformer as trained so far.</exception>
    /// <exception cref="DllNotFoundException">The native library is missing or cannot be loaded; the message says what to do.</exception>
    /// <exception cref="PlatformNotSupportedException">The native library cannot compute with the precision of the options.</exception>
    /// <exception cref="ExternalException">libtorch failed; the message is its first line, the inner exception has the rest.</exception>
    public EmbeddingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Libtorch.Load();
        using var threads = ThreadShare.Whole();
        try
        {
            return TrainTogether(input);
        }
        catch (ExternalException failure) when (TorchFailure.IsLong(failure))
        {
            throw TorchFailure.Shorten(failure);
        }
        finally
        {
            FreedMemory.GiveBack();
        }
    }

    private EmbeddingTransformer TrainTogether(IDataView input)
    {
        try
        {
            return Train(input);
        }
        catch (Exception failure)
        {
            Options.Processes.Report(failure);
            throw;
        }
    }

    private EmbeddingTransformer Train(IDataView input)
    {
        using var objective = CreateObjective();
        TrainingRules.Check(Options);
        var plan = TrainingPlan.Create(input.Schema, InputColumnName, Options, BindAuxiliary(input.Schema));
        var device = ComputeDevice.Resolve(Options.Device, _context);
        var host = ((IHostEnvironment)_context).Register(objective.Method);
        using var channel = host.Start("Training");
        var log = new TrainingLog(channel);
        foreach (var idle in plan.Views.IdleOn(plan.InputShape))
            log.Warning(idle);
        using var resumed = Options.ResumeFrom is { } path ? CheckpointFolder.Find(path, log) : null;
        var seed = (int)Options.Processes.OfFirst(Options.Seed ?? resumed?.Manifest.Identity.Seed ?? host.Rand.Next());
        // The caller may be inside a no_grad of their own.
        using var gradients = torch.enable_grad();
        using var network = CreateNetwork(plan, objective, seed, device, resumed is null ? log : null);
        if (TrustedConvolutions.TakeWarning() is { } slower)
            log.Warning(slower);
        return Train(input, plan, objective, network, log, seed, resumed);
    }

    private Network CreateNetwork(TrainingPlan plan, Objective objective, int seed, Device device, TrainingLog? log)
    {
        var shared = Options is { BatchStatistics: BatchStatistics.AllProcesses, Processes.Size: > 1 } ? Options.Processes : null;
        var network = Network.Create(plan.Encoder, plan.InputShape, objective.ProjectionHead, seed, device, objective.CreateLossModule, shared);
        try
        {
            if (log is not null)
                Options.InitialWeights?.Load(network.Encoder, log);
            if (objective.Teacher is { } rule)
                network.Teacher = MomentumTeacher.Of(network, rule, plan.Encoder, plan.InputShape, objective.ProjectionHead, shared);
            if (shared is not null)
                BatchNormLayer.CheckShared(network.Encoder);
            network.Freeze(Options.FreezeStages);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private EmbeddingTransformer Train(
        IDataView input, TrainingPlan plan, Objective objective, Network network, TrainingLog log, int seed, Checkpoint? resumed)
    {
        IReadOnlyList<EpochResult> finished = [];
        TrainingLoop? loop = null;
        try
        {
            using var data = TrainingData.Read(input, plan.Columns, Options, network.Device, seed).Watched(plan.Columns, log);
            ProcessAgreement.Check(Options, data.Training, resumed);
            new PrecisionChoice(network, plan.InputShape, Options.Processes)
                .Make(Options, resumed?.Manifest.Identity.Precision, data.Training.RowCount, log);
            if (data.Training.AllAuxiliary is { } auxiliary)
                objective.Fit(OfAllRows(auxiliary));
            loop = new TrainingLoop(Options, data, plan.Views, network, objective, log, Clock, seed);
            finished = loop.State.Epochs;
            loop.State.Copy = () => CopyTransformer(plan, objective, network, loop.State.Epochs, seed);
            log.Info(string.Create(CultureInfo.InvariantCulture,
                $"{objective.Method}: {loop.State.StepsPerEpoch} steps an epoch of {Options.NumberOfEpochs}, rows of {plan.InputShape}, "
                + $"on {network.Device}, seed {seed}"));
            // Processes other than the first need not name their checkpoints.
            var isSaved = Options.Processes.Any(Options.Checkpoints is not null || resumed is not null);
            loop.Run(isSaved ? CheckpointIdentity.Create(objective.Method, plan, Options, seed, data, network.Precision) : null, resumed);
        }
        catch (OperationCanceledException) when (Options.CancellationToken.IsCancellationRequested || Options.Processes.Size > 1)
        {
            throw new TrainingCanceledException(
                $"The training was cancelled after {finished.Count} of {Options.NumberOfEpochs} epochs; PartialTransformer holds what was learnt.",
                CreateTransformer(plan, objective, network, finished, seed), loop?.LastCheckpoint, Options.CancellationToken);
        }
        finally
        {
            loop?.Dispose();
        }
        return CreateTransformer(plan, objective, network, finished, seed);
    }

    private EmbeddingTransformer CreateTransformer(TrainingPlan plan, Objective objective, Network network, IReadOnlyList<EpochResult> finished, int seed)
    {
        var description = Describe(plan, objective, network, finished, seed);
        // Layers that meet other processes are for training alone.
        var encoder = network.SharesBatchStatistics ? Plain(description, network) : network.TakeEncoder();
        return new EmbeddingTransformer(description, encoder, network.Device) { TrainedWith = new(Options.SecondViewColumnName, plan.Views) };
    }

    private EmbeddingTransformer CopyTransformer(TrainingPlan plan, Objective objective, Network network, IReadOnlyList<EpochResult> finished, int seed)
    {
        var description = Describe(plan, objective, network, finished, seed);
        // Whoever looks at a copy leaves the mode, the statistics and the random numbers of the encoder in training alone.
        return new EmbeddingTransformer(description, Plain(description, network), network.Device)
        {
            TrainedWith = new(Options.SecondViewColumnName, plan.Views),
        };
    }

    private static nn.Module<Tensor, Tensor> Plain(EmbeddingDescription description, Network network) =>
        EmbeddingNetwork.Create(description, network.Encoder.state_dict(), network.Device);

    private Tensor OfAllRows(Tensor auxiliary) =>
        Options.RowsPerProcess == RowsPerProcess.Own ? Options.Processes.Gather(auxiliary).All : auxiliary;

    private EmbeddingDescription Describe(TrainingPlan plan, Objective objective, Network network, IReadOnlyList<EpochResult> finished, int seed) => new(
        objective.Method, InputColumnName, OutputColumnName, plan.InputShape, plan.Encoder, Options.Embedding.CacheBytes,
        new TrainingHistory([.. finished], seed, network.Device.ToString()) { Precision = network.Precision }, OptionsNote.ForManifest(Options),
        plan.Columns.Features.Layout, plan.Columns.Features.TakesBytes, plan.Columns.Features.Scaling, Options.Embedding.Precision, Options.Embedding.BatchSize);
}

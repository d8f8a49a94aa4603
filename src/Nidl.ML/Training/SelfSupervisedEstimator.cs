using Microsoft.ML;
using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Trains an encoder on the rows of a column, without labels, and yields the transformer that appends its embeddings. All methods share it;
/// a method adds its objective.
/// </summary>
/// <typeparam name="TOptions">The method's options.</typeparam>
public abstract class SelfSupervisedEstimator<TOptions> : IEstimator<EmbeddingTransformer>
    where TOptions : TrainingOptions
{
    private readonly MLContext _context;

    private protected SelfSupervisedEstimator(MLContext context, string outputColumnName, string? inputColumnName, TOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentNullException.ThrowIfNull(options);
        _context = context;
        OutputColumnName = outputColumnName;
        InputColumnName = inputColumnName ?? outputColumnName;
        Options = options;
    }

    /// <summary>Gets the name of the column of embeddings.</summary>
    public string OutputColumnName { get; }

    /// <summary>Gets the name of the column of features: a vector of Single of known size.</summary>
    public string InputColumnName { get; }

    /// <summary>Gets the options.</summary>
    public TOptions Options { get; }

    /// <summary>Creates what the method adds to the training.</summary>
    private protected abstract Objective CreateObjective();

    /// <summary>Checks the columns of auxiliary variables of a schema's shape, if the method has any.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a type that cannot be used.</exception>
    private protected virtual void CheckLabels(SchemaShape inputSchema)
    {
    }

    /// <summary>Gets the shape of the schema that the fitted transformer will give.</summary>
    /// <param name="inputSchema">The shape of the input's schema.</param>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or not a vector of Single of known size.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        FeatureColumn.Check(inputSchema, InputColumnName);
        CheckLabels(inputSchema);
        return EmbeddingSchema.Promise(inputSchema, OutputColumnName);
    }

    /// <summary>Trains the encoder on the rows of a view. Of other columns it looks only at the auxiliary ones that the options name.</summary>
    /// <param name="input">The training rows, at least two, all values finite.</param>
    /// <returns>The transformer, which the caller disposes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or not a vector of Single of known size.</exception>
    /// <exception cref="ArgumentException">The view has fewer than two rows, or the shape does not fit the encoder or an augmentation.</exception>
    /// <exception cref="InvalidOperationException">A value is not finite, or the device is not there.</exception>
    /// <exception cref="TrainingFailedException">The loss became NaN or infinite.</exception>
    /// <exception cref="TrainingCanceledException">The token was cancelled; the exception carries the transformer as trained so far.</exception>
    public EmbeddingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var objective = CreateObjective();
        var plan = TrainingPlan.Create(input.Schema, InputColumnName, Options, objective.BindLabels(input.Schema));
        var device = ComputeDevice.Resolve(Options.Device, _context);
        if (Options.NumberOfThreads is { } threads)
            torch.set_num_threads(threads);
        var host = ((IHostEnvironment)_context).Register(objective.Method);
        using var channel = host.Start("Training");
        var log = new TrainingLog(channel);
        var seed = Options.Seed ?? host.Rand.Next();
        using var network = Network.Create(plan.Encoder, plan.InputShape, objective, seed, device);
        return Train(input, plan, objective, network, log, seed);
    }

    private EmbeddingTransformer Train(IDataView input, TrainingPlan plan, Objective objective, Network network, TrainingLog log, int seed)
    {
        IReadOnlyList<EpochResult> finished = [];
        try
        {
            using var batches = ReadRows(input, plan, network.Device, seed);
            var loop = new TrainingLoop(Options, batches, plan.Views, network, objective, log, seed);
            finished = loop.State.Epochs;
            if (batches.AllLabels is { } labels)
                objective.Fit(labels);
            log.Info($"{objective.Method}: {batches.StepsPerEpoch} steps an epoch of {Options.NumberOfEpochs}, rows of {plan.InputShape}, on {network.Device}, seed {seed}");
            loop.Run();
        }
        catch (OperationCanceledException) when (Options.CancellationToken.IsCancellationRequested)
        {
            throw new TrainingCanceledException(
                $"The training was cancelled after {finished.Count} of {Options.NumberOfEpochs} epochs; PartialTransformer holds what was learnt.",
                CreateTransformer(plan, objective, network, finished, seed), Options.CancellationToken);
        }
        return CreateTransformer(plan, objective, network, finished, seed);
    }

    private InMemoryBatches ReadRows(IDataView input, TrainingPlan plan, Device device, int seed)
    {
        var count = TrainingRows.Count(input, Options.CancellationToken);
        if (count < 2)
            throw new ArgumentException($"Training needs at least 2 rows, but the view has {count}.", nameof(input));
        var batches = new BatchPlan(count, Options.BatchSize, Options.DropLast);
        if (batches.StepsPerEpoch == 0)
            throw new ArgumentException($"Training with DropLast needs at least BatchSize = {Options.BatchSize} rows, but the view has {count}.", nameof(input));
        using var scope = NewDisposeScope();
        var parts = TrainingRows.Read(input, plan.Columns.Parts, count, Options.CancellationToken);
        return new InMemoryBatches(
            plan.Columns, [.. parts.Select(part => part.to(device).DetachFromDisposeScope())], batches, seed);
    }

    private EmbeddingTransformer CreateTransformer(TrainingPlan plan, Objective objective, Network network, IReadOnlyList<EpochResult> finished, int seed)
    {
        var history = new TrainingHistory([.. finished], seed, network.Device.ToString());
        var description = new EmbeddingDescription(
            objective.Method, InputColumnName, OutputColumnName, plan.InputShape, plan.Encoder, Options.EmbeddingCacheBytes, history);
        return new EmbeddingTransformer(description, network.TakeEncoder(), network.Device);
    }
}

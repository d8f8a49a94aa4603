using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Learns to predict a label from a frozen embedding. The base of the probes that Nidl.ML computes itself. Chains like any ML.NET trainer,
/// and appends the columns that ML.NET's evaluators read.
/// </summary>
/// <remarks>
/// The label's type says the task: a key of UInt32 several classes, a Boolean two, a Single a number. Rows without a label are left out.
/// </remarks>
public abstract class ProbeTrainer : IEstimator<ProbeTransformer>
{
    private protected ProbeTrainer(MLContext context, string labelColumnName, string featureColumnName)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        ArgumentException.ThrowIfNullOrEmpty(featureColumnName);
        (Context, LabelColumnName, FeatureColumnName) = (context, labelColumnName, featureColumnName);
    }

    /// <summary>Gets the column of labels.</summary>
    public string LabelColumnName { get; }

    /// <summary>Gets the column of embeddings: a vector of Single of known size.</summary>
    public string FeatureColumnName { get; }

    private protected MLContext Context { get; }

    /// <summary>Gets the task that the label's type must stand for; null if any will do.</summary>
    private protected virtual ProbeTask? RequestedTask => null;

    private protected abstract string? RequestedDevice { get; }

    private protected abstract CancellationToken Token { get; }

    /// <summary>Gets the shape of the schema that the fitted transformer will give.</summary>
    /// <param name="inputSchema">The shape of the input's schema.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a type that cannot be used.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        FeatureColumn.Check(inputSchema, FeatureColumnName);
        var (task, label) = LabelColumn.Check(inputSchema, LabelColumnName, RequestedTask);
        return ScoreColumns.Promise(inputSchema, task, label);
    }

    /// <summary>Learns from the labeled rows of a view.</summary>
    /// <param name="input">The rows: embeddings and labels.</param>
    /// <returns>The transformer, which the caller disposes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a type that cannot be used.</exception>
    /// <exception cref="ArgumentException">No row has a label.</exception>
    /// <exception cref="InvalidOperationException">A value is not finite, or the device is not there.</exception>
    /// <exception cref="DllNotFoundException">The native library is missing or cannot be loaded; the message says what to do.</exception>
    public ProbeTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var embedding = FeatureColumn.Bind(input.Schema, FeatureColumnName);
        var label = LabelColumn.Bind(input.Schema, LabelColumnName, RequestedTask);
        var device = ComputeDevice.Resolve(RequestedDevice, Context);
        var classes = label.Task == ProbeTask.MulticlassClassification ? ClassValues.Of(input.Schema[LabelColumnName]) : null;
        var description = Describe(new(label.Task, FeatureColumnName, embedding.Shape.Size, label.ClassCount, classes, null, null));
        using var scope = NewDisposeScope();
        var (rows, labels) = ReadLabeled(input, embedding, label, device);
        return new ProbeTransformer(description, Train(description, rows, labels), device);
    }

    /// <summary>Adds the own options to a description.</summary>
    private protected abstract ProbeDescription Describe(ProbeDescription description);

    /// <summary>
    /// Learns from rows, (M, D), and labels, (M): classes as Int64, numbers as Single. The module outlives the caller's dispose scope.
    /// </summary>
    private protected abstract nn.Module<Tensor, Tensor> Train(ProbeDescription description, Tensor rows, Tensor labels);

    private (Tensor Rows, Tensor Labels) ReadLabeled(IDataView input, FeatureColumn embedding, LabelColumn label, Device device)
    {
        var parts = TrainingRows.Read(input, [embedding, label], Token);
        var all = parts[1].flatten(); // (rows)
        var labeled = all.isfinite().nonzero().flatten(); // (M)
        if (labeled.shape[0] == 0)
            throw new ArgumentException(
                $"A probe needs at least 1 row with a label in column '{LabelColumnName}', but the view has none.", nameof(input));
        var type = label.Task == ProbeTask.Regression ? ScalarType.Float32 : ScalarType.Int64;
        return (parts[0].flatten(1).index_select(0, labeled).to(device), all.index_select(0, labeled).to_type(type).to(device));
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// A fitted probe as a transformer: appends its prediction to a view. For several classes PredictedLabel, a key, and Score, their
/// probabilities; for two PredictedLabel, Score and Probability of the true class; for a number Score.
/// </summary>
/// <remarks>
/// Rows are scored in blocks. All members are safe from several threads; <see cref="Dispose"/> releases the network once the calls under
/// way have ended.
/// </remarks>
public sealed partial class ProbeTransformer : ITransformer, IDisposable
{
    private readonly ScoreColumns _scores;

    internal ProbeTransformer(ProbeDescription description, nn.Module<Tensor, Tensor> module, Device device)
    {
        Description = description;
        Module = new FrozenNetwork(this, module, device, [description.Dimension], description.OutputCount);
        _scores = new ScoreColumns(new FeatureColumn(description.FeatureColumnName, Module.InputShape), Module, description);
    }

    /// <summary>Gets the column of embeddings that is read.</summary>
    public string FeatureColumnName => Description.FeatureColumnName;

    /// <summary>Gets what is predicted.</summary>
    public ProbeTask Task => Description.Task;

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    internal ProbeDescription Description { get; }

    internal FrozenNetwork Module { get; }

    /// <summary>Gets the schema of transformed data.</summary>
    /// <param name="inputSchema">The schema of the data to transform; it needs no label.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of embeddings is missing, of another type or of another size.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _scores.Append(inputSchema);
    }

    /// <summary>Appends the prediction to a view; rows are scored when a cursor asks for it.</summary>
    /// <param name="input">The data to transform; it needs no label.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of embeddings is missing, of another type or of another size.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return OnnxView.Over(new EncodedView(input, _scores, new EmbeddingOptions { CacheBytes = 0 }), input, _scores);
    }

    /// <summary>Gets the mapper of single rows, which a prediction engine uses.</summary>
    /// <param name="inputSchema">The schema of the rows to map.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of embeddings is missing, of another type or of another size.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new RowMapper(inputSchema, _scores);
    }

    /// <summary>Releases the network once the calls under way have ended.</summary>
    public void Dispose() => Module.Dispose();

    void ICanSaveModel.Save(ModelSaveContext ctx) => ProbeModelFile.Save(this, ctx);
}

using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// A trained encoder as a transformer: appends to a view a column of embeddings, a vector of Single of known size. Made by an estimator's
/// <c>Fit</c>, or loaded with a model.
/// </summary>
/// <remarks>
/// <para>Rows are encoded in blocks, in the view's order; none is dropped. An embedding does not depend on the other rows of its block,
/// beyond rounding (1e-5 relative). If nobody asks for the column, nothing is computed. The view that <see cref="Transform"/> returns
/// remembers the embeddings it has computed, within <see cref="EmbeddingOptions.CacheBytes"/>, so that a trainer's many passes cost
/// one. It does not shuffle: append a cache checkpoint for trainers that need shuffling.</para>
/// <para>All members are safe from several threads. <see cref="Dispose"/> releases the network once the calls under way have ended; a
/// later call throws <see cref="ObjectDisposedException"/>.</para>
/// </remarks>
public sealed partial class EmbeddingTransformer : ITransformer, IDisposable
{
    private readonly FeatureColumn _column;

    internal EmbeddingTransformer(EmbeddingDescription description, nn.Module<Tensor, Tensor> module, Device device)
    {
        Description = description;
        _column = new FeatureColumn(description.InputColumnName, description.InputShape)
        {
            Layout = description.InputLayout, TakesBytes = description.TakesBytes, Scaling = description.PixelScaling,
        };
        var dimension = description.Encoder.GetEmbeddingDimension(description.InputShape);
        FrozenNetwork = new FrozenNetwork(
            this, module, device, description.InputShape, dimension, description.Encoder.TakesAnyLayout, description.Precision,
            description.PixelScaling, description.MirroredAxes);
        Embedding = new(_column, FrozenNetwork, OutputColumnName, Method, Encoder);
    }

    /// <summary>Gets the name of the column that is encoded.</summary>
    public string InputColumnName => Description.InputColumnName;

    /// <summary>Gets the name of the column that is appended.</summary>
    public string OutputColumnName => Description.OutputColumnName;

    /// <summary>Gets the method that trained the encoder, for example <c>SimCLR</c>.</summary>
    public string Method => Description.Method;

    /// <summary>Gets the description of the encoder.</summary>
    public Encoder Encoder => Description.Encoder;

    /// <summary>Gets the shape of one row's features as the encoder takes them, channels first, without the batch.</summary>
    public InputShape InputShape => Description.InputShape;

    /// <summary>Gets where the channels stand in the column that is encoded.</summary>
    public InputLayout InputLayout => Description.InputLayout;

    /// <summary>Gets what is done to the column's values before they reach the encoder; null if nothing is.</summary>
    public PixelScaling? PixelScaling => Description.PixelScaling;

    /// <summary>Gets the number of values of one embedding.</summary>
    public int EmbeddingDimension => FrozenNetwork.EmbeddingDimension;

    /// <summary>Gets how embeddings are computed: the batch, the memory for those computed, the precision, the mirror images.</summary>
    public EmbeddingOptions Options => Description.Embedding;

    /// <summary>Gets what the training came to.</summary>
    public TrainingHistory History => Description.History;

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    internal EmbeddingDescription Description { get; }

    internal FeatureColumn Features => _column;

    internal FrozenNetwork FrozenNetwork { get; }

    private EmbeddingColumn Embedding { get; }

    /// <summary>Gets what the views of the training were drawn with; null if the transformer was loaded.</summary>
    internal ViewSource? TrainedWith { get; init; }

    /// <summary>Gets the schema of transformed data.</summary>
    /// <param name="inputSchema">The schema of the data to transform.</param>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing, of another type or of another size.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return Embedding.Append(inputSchema);
    }

    /// <summary>Appends the embedding column to a view; rows are encoded when a cursor asks for it.</summary>
    /// <param name="input">The data to transform.</param>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing, of another type or of another size.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return OnnxView.Over(new EncodedView(input, Embedding, Options), input, Embedding);
    }

    /// <summary>Creates a transformer of the same encoder and weights that computes embeddings in another way.</summary>
    /// <param name="options">
    /// How embeddings are computed, for example <c>transformer.Options with { Precision = Precision.BFloat16 }</c>; a model that is saved
    /// keeps it.
    /// </param>
    /// <returns>
    /// The new transformer, which the caller disposes, with a copy of the weights of its own. This one stays as it is.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The encoder's rows lack an axis of <see cref="EmbeddingOptions.MirroredAxes"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    /// <remarks>
    /// Whether the native library and the encoder can compute in bfloat16 shows at the first row: a <see
    /// cref="PlatformNotSupportedException"/> or Torch's own exception.
    /// </remarks>
    public EmbeddingTransformer WithOptions(EmbeddingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.CheckInputShape(InputShape);
        return FrozenNetwork.Use(module => Create(Description with { Embedding = options }, module.state_dict()));
    }

    /// <summary>Gets the mapper of single rows, which a prediction engine uses.</summary>
    /// <param name="inputSchema">The schema of the rows to map.</param>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing, of another type or of another size.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new RowMapper(inputSchema, Embedding);
    }

    /// <summary>Releases the network once the calls under way have ended.</summary>
    public void Dispose() => FrozenNetwork.Dispose();

    void ICanSaveModel.Save(ModelSaveContext ctx) => EmbeddingModelFile.Save(this, ctx);

    // Of the same training, on the same device.
    private EmbeddingTransformer Create(EmbeddingDescription description, IReadOnlyDictionary<string, Tensor> weights) =>
        new(description, EmbeddingNetwork.Create(description, weights, FrozenNetwork.Device),
            FrozenNetwork.Device) { TrainedWith = TrainedWith };
}

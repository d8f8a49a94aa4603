using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>Everything about a transformer but its weights: what its file says of it.</summary>
/// <param name="Method">The method that trained the encoder.</param>
/// <param name="InputColumnName">The column that is encoded.</param>
/// <param name="OutputColumnName">The column that is appended.</param>
/// <param name="InputShape">The shape of one row's features, channels first.</param>
/// <param name="Encoder">The encoder.</param>
/// <param name="EmbeddingCacheBytes">The budget of remembered embeddings.</param>
/// <param name="History">What the training came to.</param>
/// <param name="Options">The options of the training, as a note; null if the file has none.</param>
/// <param name="InputLayout">Where the channels stand in the column that is encoded.</param>
/// <param name="TakesBytes">Whether the column is of bytes or images.</param>
/// <param name="PixelScaling">What is done to the column's values before they reach the encoder; null if nothing is.</param>
/// <param name="Precision">What the transformer computes with.</param>
/// <param name="EmbeddingBatchSize">The rows that are encoded at once; null for the default.</param>
/// <param name="MirroredAxes">The axes along which rows are mirrored, too.</param>
internal sealed record EmbeddingDescription(
    string Method,
    string InputColumnName,
    string OutputColumnName,
    InputShape InputShape,
    Encoder Encoder,
    long EmbeddingCacheBytes,
    TrainingHistory History,
    JsonElement? Options = null,
    InputLayout InputLayout = InputLayout.ChannelsFirst,
    bool TakesBytes = false,
    PixelScaling? PixelScaling = null,
    Precision Precision = Precision.Float32,
    int? EmbeddingBatchSize = null,
    SpatialAxes MirroredAxes = SpatialAxes.None)
{
    /// <summary>Gets how embeddings are computed.</summary>
    [JsonIgnore]
    public EmbeddingOptions Embedding
    {
        get => new()
        {
            BatchSize = EmbeddingBatchSize, CacheBytes = EmbeddingCacheBytes, Precision = Precision, MirroredAxes = MirroredAxes,
        };
        init => (EmbeddingBatchSize, EmbeddingCacheBytes, Precision, MirroredAxes) =
            (value.BatchSize, value.CacheBytes, value.Precision, value.MirroredAxes);
    }
}

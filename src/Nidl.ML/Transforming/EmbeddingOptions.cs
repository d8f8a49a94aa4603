using TorchSharp;

namespace Nidl.ML;

/// <summary>How a transformer computes embeddings: nothing here changes the training. It is saved with the model.</summary>
public sealed record EmbeddingOptions
{
    /// <summary>The most rows that may be encoded at once.</summary>
    internal const int LargestBatch = 4096;

    private const int DefaultRows = 256;

    // A CPU gains nothing by more (docs/performance.md), and the network's maps take many times the memory of the rows.
    private const long DefaultBytesOnCpu = 1L << 24;
    private const long DefaultBytes = 1L << 26;
    private const long LargestBytes = 1L << 30;

    /// <summary>
    /// Gets the number of rows that are encoded at once, from 1 to 4096; fewer where their features would take more than 1 GiB. The
    /// default, null, is 256, or fewer where their features would take more than 16 MiB, on a GPU 64 MiB; mirror images (<see
    /// cref="MirroredAxes"/>) count as rows there. Each cursor holds the features of two batches, of the one that is encoded and of the
    /// next, and Torch a copy of one. A single row of a prediction engine is a batch of one.
    /// </summary>
    public int? BatchSize { get; init => field = value is { } rows ? Requires.Within(rows, 1, LargestBatch) : null; }

    /// <summary>
    /// Gets the bytes that a transformed view may use to remember embeddings, so that a trainer's many passes cost one forward pass; 0
    /// turns it off. The default is 1 GiB.
    /// </summary>
    public long CacheBytes { get; init => field = Requires.AtLeast(value, 0L); } = 1L << 30;

    /// <summary>
    /// Gets the type of numbers that embeddings are computed with: <see cref="Nidl.ML.Precision.Float32"/>, the default, or
    /// <see cref="Nidl.ML.Precision.BFloat16"/>. With the latter, embeddings differ by about one per cent, and what is trained on
    /// embeddings should be trained on these.
    /// </summary>
    public Precision Precision { get; init => field = Known(value); }

    /// <summary>
    /// Gets the axes along which each image or volume is mirrored, too, of <see cref="SpatialAxes.Depth"/>, <see
    /// cref="SpatialAxes.Height"/> and <see cref="SpatialAxes.Width"/>: an embedding is then the mean over the row and its mirror images
    /// along each subset of these axes, 2, 4 or 8 times the computation. Default: none. It suits axes along which the training's views were
    /// mirrored as well, as photographs along their width: there it usually helps what is trained on embeddings.
    /// </summary>
    public SpatialAxes MirroredAxes { get; init => field = OfPixels(value); }

    /// <summary>Gets the most rows of a shape that are encoded at once on a device.</summary>
    internal int RowsAtOnce(InputShape shape, DeviceType device)
    {
        var kinds = MirrorImages.CountKinds(MirroredAxes);
        var bytes = BatchSize is not null ? LargestBytes : device == DeviceType.CPU ? DefaultBytesOnCpu : DefaultBytes;
        var fitting = bytes / sizeof(float) / shape.Size / kinds;
        return (int)Math.Clamp(fitting, 1, BatchSize ?? DefaultRows / kinds);
    }

    /// <summary>Checks that rows have the axes along which they are to be mirrored.</summary>
    /// <exception cref="ArgumentException">They lack one.</exception>
    internal void CheckInputShape(InputShape shape)
    {
        var isOfVolumes = MirroredAxes.HasFlag(SpatialAxes.Depth);
        if (MirroredAxes != SpatialAxes.None && shape.Rank != 4 && (isOfVolumes || shape.Rank != 3))
            throw new ArgumentException(
                $"MirroredAxes = {MirroredAxes} needs rows of shape {(isOfVolumes ? "" : "(channels, height, width) or ")}"
                + $"(channels, depth, height, width), but {shape} was given.",
                nameof(MirroredAxes));
    }

    private static SpatialAxes OfPixels(SpatialAxes value) =>
        (value & ~(SpatialAxes.Depth | SpatialAxes.Height | SpatialAxes.Width)) == 0
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(MirroredAxes), $"MirroredAxes must be of Depth, Height and Width, but '{value}' was given.");

    private static Precision Known(Precision value) => value is Precision.Float32 or Precision.BFloat16
        ? value
        : throw new ArgumentOutOfRangeException(
            nameof(Precision), value, $"The precision of embeddings must be Float32 or BFloat16, but {value} was given.");
}

using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>
/// The options that all methods share: what is encoded and how it is augmented, how long and how it is trained, and where.
/// </summary>
/// <remarks>Immutable: vary an instance with <c>with</c>. Every value is checked when it is set.</remarks>
public abstract record TrainingOptions
{
    /// <summary>
    /// Gets the encoder. The default, null, takes a <see cref="ConvNet2d"/> for rows of three dimensions (channels, height, width) and an
    /// <see cref="MlpEncoder"/> for all others.
    /// </summary>
    public Encoder? Encoder { get; init; }

    /// <summary>
    /// Gets the shape of one row's features, without the batch. The default, null, takes the dimensions of the column's vector type; give it
    /// where an image comes as a flat vector, for example <c>InputShape = [1, 28, 28]</c>. Its size must be that of the column.
    /// </summary>
    public InputShape? InputShape { get; init; }

    /// <summary>
    /// Gets the augmentations, applied in order, that make each of the two views of a batch. The default, null, takes
    /// <see cref="Nidl.ML.Augmentations.SimClrImage"/> for rows of three dimensions (Barlow Twins
    /// <see cref="Nidl.ML.Augmentations.BarlowTwinsImage"/>), and for all others the rows as they are in the first view and
    /// <see cref="Nidl.ML.Augmentations.Tabular"/> in the second. An empty list for both views is refused: two equal views teach nothing.
    /// </summary>
    public IReadOnlyList<Augmentation>? Augmentations { get; init; }

    /// <summary>Gets the augmentations of the second view where they differ from the first's; empty leaves it as it is. The default, null, uses <see cref="Augmentations"/> for both.</summary>
    public IReadOnlyList<Augmentation>? SecondViewAugmentations { get; init; }

    /// <summary>Gets the number of passes over the training rows, at least 0. The default is 100; 0 gives the untrained encoder, a baseline.</summary>
    public int NumberOfEpochs { get; init => field = Requires.AtLeast(value, 0); } = 100;

    /// <summary>
    /// Gets the number of rows a step, at least 2. The default is 256. A last batch of a single row is left out of training; see <see cref="DropLast"/>.
    /// </summary>
    public int BatchSize { get; init => field = Requires.AtLeast(value, 2); } = 256;

    /// <summary>Gets whether a last batch smaller than <see cref="BatchSize"/> is left out of every epoch. The default is false.</summary>
    public bool DropLast { get; init; }

    /// <summary>Gets the optimizer. The default is <see cref="AdamWOptions"/>.</summary>
    public OptimizerOptions Optimizer { get; init => field = Requires.NotNull(value); } = new AdamWOptions();

    /// <summary>Gets the learning rate at its highest, positive. The default is 3e-4, as in nidl.</summary>
    public double LearningRate { get; init => field = Requires.Positive(value); } = 3e-4;

    /// <summary>Gets the weight decay, at least 0. The default is 5e-4, as in nidl.</summary>
    public double WeightDecay { get; init => field = Requires.NotNegative(value); } = 5e-4;

    /// <summary>Gets whether biases and the scales and shifts of norms (parameters of rank 0 and 1) do not decay. The default is true.</summary>
    public bool ExcludeBiasAndNormFromWeightDecay { get; init; } = true;

    /// <summary>Gets the learning-rate schedule. The default is <see cref="WarmupCosineSchedule"/>.</summary>
    public LearningRateSchedule Schedule { get; init => field = Requires.NotNull(value); } = new WarmupCosineSchedule();

    /// <summary>
    /// Gets the epochs of warm-up, at least 0; used by <see cref="WarmupCosineSchedule"/> alone. The default, null, is 10 epochs, or a tenth
    /// of the run, with a warning in the log, if the run has no more than 10. A value given here is kept, and warned about if the run ends before it.
    /// </summary>
    public int? WarmupEpochs { get; init => field = Requires.AtLeast(value, 0); }

    /// <summary>
    /// Gets the seed of initial weights, shuffling and augmentations. Equal seeds give equal embeddings on one machine, whatever else runs.
    /// The default, null, takes one from the random stream of the <c>MLContext</c>.
    /// </summary>
    public int? Seed { get; init; }

    /// <summary>
    /// Gets the device: <c>"cpu"</c>, <c>"cuda"</c> or <c>"cuda:1"</c>. The default, null, takes the <c>GpuDeviceId</c> of the <c>MLContext</c>
    /// (and its <c>FallbackToCpu</c> where that device is missing), else CUDA if there is one, else the CPU. Never saved.
    /// </summary>
    public string? Device { get; init; }

    /// <summary>
    /// Gets the number of threads that libtorch computes with on the CPU, at least 1; a setting of the whole process. The default, null, leaves it as it is.
    /// </summary>
    public int? NumberOfThreads { get; init => field = Requires.AtLeast(value, 1); }

    /// <summary>
    /// Gets the bytes that a transformed view may use to remember embeddings, so that a trainer's many passes cost one forward pass; 0 turns it off.
    /// The default is 1 GiB.
    /// </summary>
    public long EmbeddingCacheBytes { get; init => field = Requires.AtLeast(value, 0L); } = 1L << 30;

    /// <summary>Gets the observers of the training, called in order. The default is none.</summary>
    [JsonIgnore]
    public IReadOnlyList<TrainingCallback> Callbacks { get; init => field = Requires.NotNull(value); } = [];

    /// <summary>Gets the token that cancels the training, within one step, by a <see cref="TrainingCanceledException"/>.</summary>
    [JsonIgnore]
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Gets the augmentations of both views of images for which none are given.</summary>
    internal virtual (IReadOnlyList<Augmentation> First, IReadOnlyList<Augmentation> Second) DefaultImageAugmentations(InputShape shape)
    {
        var both = Nidl.ML.Augmentations.SimClrImage(shape);
        return (both, both);
    }
}

using System.Text.Json.Serialization;
using Microsoft.ML;

namespace Nidl.ML;

/// <summary>
/// The options that all methods share: what is encoded and how it is augmented, how long and how it is trained, and where.
/// </summary>
/// <remarks>
/// Immutable: vary an instance with <c>with</c>. Every value is checked when it is set, lists are copied. Options of equal content are
/// equal, lists item by item; data, transformers, callbacks and functions of the caller are equal if they are the same object.
/// </remarks>
public abstract record TrainingOptions
{
    // The catalog's short methods have the same defaults.
    internal const int DefaultNumberOfEpochs = 100;
    internal const int DefaultBatchSize = 256;
    internal const double DefaultLearningRate = 3e-4;

    /// <summary>
    /// Gets the encoder. The default, null, takes a <see cref="ConvNet2d"/> for rows of three dimensions (channels, height, width), a
    /// <see cref="ResNet3d"/> for rows of four (channels, depth, height, width) and an <see cref="MlpEncoder"/> for all others.
    /// </summary>
    public Encoder? Encoder { get; init; }

    /// <summary>
    /// Gets the shape of one row's features, without the batch. The default, null, takes the dimensions of the column's vector type; give
    /// it where an image comes as a flat vector, for example <c>InputShape = [1, 28, 28]</c>. Its size must be that of the column. For a
    /// column of images (<c>MLImage</c>) it is (3, height, width), or (1, height, width) for gray: images of another size are cut to its
    /// proportions, around the middle, and resized; it is needed where the column's type has no size.
    /// </summary>
    public InputShape? InputShape { get; init; }

    /// <summary>
    /// Gets where the channels stand among the dimensions of a row, in the column's type or in <see cref="InputShape"/>. The default, null,
    /// takes them first, (channels, height, width), and refuses a shape of three dimensions or more whose last is 1, 3 or 4 and whose first
    /// is not: set it then. With <see cref="Nidl.ML.InputLayout.ChannelsLast"/>, rows of (height, width, channels) are brought into the
    /// other order as they are read, by the fitted transformer too; encoder and augmentations always see channels first.
    /// </summary>
    public InputLayout? InputLayout { get; init => field = Requires.Defined(value); }

    /// <summary>
    /// Gets what is done to the values of the column, in the training and by the fitted transformer, before they reach the encoder. The
    /// default, null, divides bytes and images by 255 and takes Single as it is. Augmentations see values from 0 to 1, before mean and
    /// deviation.
    /// </summary>
    public PixelScaling? PixelScaling { get; init; }

    /// <summary>
    /// Gets the augmentations, applied in order, that make each of the two views of a batch. The default, null, takes
    /// <see cref="AugmentationPresets.SimClrImage"/> for rows of three dimensions (Barlow Twins
    /// <see cref="AugmentationPresets.BarlowTwinsImage"/>), and for all others the rows as they are in the first view and
    /// <see cref="AugmentationPresets.Tabular"/> in the second; with a <see cref="SecondViewColumnName"/> none. An empty list for both
    /// views of one column is refused: two equal views teach nothing.
    /// </summary>
    public IReadOnlyList<Augmentation>? Augmentations { get; init => field = ValueList<Augmentation>.Copy(value); }

    /// <summary>
    /// Gets the augmentations of the second view where they differ from the first's; empty leaves it as it is. The default, null, uses <see
    /// cref="Augmentations"/> for both.
    /// </summary>
    public IReadOnlyList<Augmentation>? SecondViewAugmentations { get; init => field = ValueList<Augmentation>.Copy(value); }

    /// <summary>
    /// Gets the column of ready-made second views, of the type and shape of the input column: each row brings both of its views, two
    /// pictures of one object for instance. The first view is drawn from the input column and the second from this one; without
    /// <see cref="Augmentations"/> they are taken as they are. Needed by <c>Fit</c> alone. The default, null, draws both views from the
    /// input column.
    /// </summary>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public string? SecondViewColumnName { get; init => field = value is null ? null : Requires.NotEmpty(value); }

    /// <summary>
    /// Gets the number of passes over the training rows, at least 0. The default is 100; 0 gives the untrained encoder, a baseline.
    /// </summary>
    public int NumberOfEpochs { get; init => field = Requires.AtLeast(value, 0); } = DefaultNumberOfEpochs;

    /// <summary>
    /// Gets the number of optimizer steps after which the training ends, within an epoch if need be, at least 1. The default, null, leaves
    /// it to <see cref="NumberOfEpochs"/>; what comes first ends the training. Schedules see the shorter length, in steps and in epochs.
    /// </summary>
    public int? MaximumSteps { get; init => field = Requires.AtLeast(value, 1); }

    /// <summary>
    /// Gets the number of epochs before whose end neither early stopping nor a callback's <see cref="TrainingState.RequestStop"/> takes
    /// effect, at least 0. The default is 0. <see cref="NumberOfEpochs"/>, <see cref="MaximumSteps"/> and a cancel end the training all the
    /// same.
    /// </summary>
    public int MinimumEpochs { get; init => field = Requires.AtLeast(value, 0); }

    /// <summary>
    /// Gets the number of rows of a batch, at least 2. The default is 256. A last batch of a single row is left out of training; see <see
    /// cref="DropLast"/>.
    /// </summary>
    public int BatchSize { get; init => field = Requires.AtLeast(value, 2); } = DefaultBatchSize;

    /// <summary>Gets whether a last batch smaller than <see cref="BatchSize"/> is left out of every epoch. The default is false.</summary>
    public bool DropLast { get; init; }

    /// <summary>
    /// Gets the number of batches whose mean gradient makes one optimizer step, at least 1. The default is 1. The last step of an epoch
    /// takes the batches that are left. The loss compares rows within a batch only: for more rows to compare, in the same memory, see
    /// <see cref="MicroBatchSize"/>.
    /// </summary>
    public int AccumulateBatches { get; init => field = Requires.AtLeast(value, 1); } = 1;

    /// <summary>
    /// Gets the number of rows that are encoded at once, at least 2: a batch is encoded without a graph in parts of this size, the loss
    /// compares all its rows, and the parts are encoded again to backpropagate. The gradient is that of the whole batch in a part's memory,
    /// for twice the forward passes; only batch normalization sees the parts' statistics instead of the batch's. A last part of a single
    /// row joins the part before it. The default, null, encodes a batch at once, as does a value not below <see cref="BatchSize"/>.
    /// </summary>
    public int? MicroBatchSize { get; init => field = Requires.AtLeast(value, 2); }

    /// <summary>
    /// Gets the joint Euclidean norm of all gradients of a step above which they are scaled down to it, positive. The default, null, leaves
    /// them as they are. Not together with <see cref="GradientClipValue"/>.
    /// </summary>
    public double? GradientClipNorm { get; init => field = Requires.Positive(value); }

    /// <summary>
    /// Gets the size to which each entry of the gradients is cut off, positive. The default, null, leaves them as they are. Not together
    /// with
    /// <see cref="GradientClipNorm"/>.
    /// </summary>
    public double? GradientClipValue { get; init => field = Requires.Positive(value); }

    /// <summary>Gets the optimizer. The default is <see cref="AdamWOptions"/>.</summary>
    public OptimizerOptions Optimizer { get; init => field = Requires.NotNull(value); } = new AdamWOptions();

    /// <summary>Gets the learning rate at its highest, positive. The default is 3e-4, as in nidl.</summary>
    public double LearningRate { get; init => field = Requires.Positive(value); } = DefaultLearningRate;

    /// <summary>Gets the weight decay, at least 0. The default is 5e-4, as in nidl.</summary>
    public double WeightDecay { get; init => field = Requires.NotNegative(value); } = 5e-4;

    /// <summary>
    /// Gets whether biases, the scales and shifts of norms, class tokens and position embeddings do not decay, as
    /// <see cref="WeightDecayExclusion"/> tells them. The default is true.
    /// </summary>
    public bool ExcludeBiasAndNormFromWeightDecay { get; init; } = true;

    /// <summary>
    /// Gets how parameters that do not decay are told. The default is <see cref="WeightDecayExclusion.RankAndTokens"/>. Ignored unless
    /// <see cref="ExcludeBiasAndNormFromWeightDecay"/> is set.
    /// </summary>
    public WeightDecayExclusion WeightDecayExclusion { get; init => field = Requires.Defined(value); }

    /// <summary>
    /// Gets the rows on which the loss is computed, without training, after every <see cref="ValidationEveryEpochs"/> epochs: their views
    /// and batches are drawn once for all, encoder and head are in evaluation mode. Needs the columns of the training rows, at least 2
    /// rows. The default is null: no validation, or that of <see cref="ValidationFraction"/>.
    /// </summary>
    [JsonIgnore]
    public IDataView? ValidationData { get; init; }

    /// <summary>
    /// Gets the share of the training rows that is kept back for validation, in (0, 1); which rows depends on the seed alone. At least 2
    /// rows are kept back, and at least 2 left. The default, null, trains on all. Not together with <see cref="ValidationData"/>.
    /// </summary>
    public double? ValidationFraction { get; init => field = Requires.Between(value, 0, 1); }

    /// <summary>
    /// Gets the number of epochs from one validation to the next, at least 1. The default is 1. Ignored without validation rows.
    /// </summary>
    public int ValidationEveryEpochs { get; init => field = Requires.AtLeast(value, 1); } = 1;

    /// <summary>Gets when the training ends for want of progress. The default, null, never.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>
    /// Gets whether the training ends with the weights of its best epoch (lowest validation loss, or lowest loss without validation rows)
    /// instead of its last. The default is false.
    /// </summary>
    public bool KeepBestModel { get; init; }

    /// <summary>
    /// Gets the weights that the encoder starts from. The default, null, draws fresh ones. Ignored where <see cref="ResumeFrom"/> finds a
    /// checkpoint.
    /// </summary>
    [JsonIgnore]
    public InitialWeights? InitialWeights { get; init; }

    /// <summary>
    /// Gets the number of stages of the encoder, from its input on, that are not trained: their weights and batch statistics stand still
    /// and they act as in evaluation. At least 0, fewer than the encoder has. A stage is a hidden layer of an <see cref="MlpEncoder"/>, a
    /// convolution of a <see cref="ConvNet2d"/> or an <see cref="AlexNet3d"/>, the stem or one of the stages of a residual or a dense
    /// network, the patches with class token and positions or a block of a <see cref="VisionTransformer3d"/>, and a direct child, in order
    /// of registration, of a network of your own. The default is 0.
    /// </summary>
    public int FreezeStages { get; init => field = Requires.AtLeast(value, 0); }

    /// <summary>Gets where and how often the training is saved, so that it can be resumed. The default, null, never.</summary>
    [JsonIgnore]
    public CheckpointOptions? Checkpoints { get; init; }

    /// <summary>
    /// Gets the checkpoint that the training continues from: a file, or a folder, of which the newest that loads is taken (with a warning
    /// for each that does not). A folder without checkpoints, or one that does not exist yet, starts from the beginning, with a warning: a
    /// program that names the folder of its <see cref="Checkpoints"/> here can be started again and again. The weights come out bit-equal
    /// to those of an uninterrupted run, on the same machine with as many threads. Method, encoder, data and options must be those of the
    /// checkpoint, but:
    /// <see cref="NumberOfEpochs"/> and <see cref="MaximumSteps"/> may be larger, in which case the remaining steps follow the schedule of
    /// the longer run; device, threads, callbacks, checkpoints and what functions compute are not compared. The default, null, starts from
    /// the beginning.
    /// </summary>
    [JsonIgnore]
    public string? ResumeFrom { get; init => field = value is null ? null : Requires.NotEmpty(value); }

    /// <summary>Gets the learning-rate schedule. The default is <see cref="WarmupCosineSchedule"/>.</summary>
    public LearningRateSchedule Schedule { get; init => field = Requires.NotNull(value); } = new WarmupCosineSchedule();

    /// <summary>
    /// Gets the epochs of warm-up, at least 0; used by <see cref="WarmupCosineSchedule"/> alone. The default, null, is 10 epochs, or a
    /// tenth of the run if the run, cut by <see cref="MaximumSteps"/> or not, has no more than 10. A value given here is kept, with a
    /// warning in the log if the run ends before it.
    /// </summary>
    public int? WarmupEpochs { get; init => field = Requires.AtLeast(value, 0); }

    /// <summary>
    /// Gets the seed of initial weights, shuffling and augmentations. Equal seeds give equal embeddings on one machine, whatever else runs.
    /// The default, null, takes one from the random stream of the <c>MLContext</c>.
    /// </summary>
    public int? Seed { get; init; }

    /// <summary>
    /// Gets the device: <c>"cpu"</c>, <c>"cuda"</c> or <c>"cuda:1"</c>. The default, null, takes the <c>GpuDeviceId</c> of the
    /// <c>MLContext</c>
    /// (and its <c>FallbackToCpu</c> where that device is missing), else CUDA if there is one, else the CPU. Never saved.
    /// </summary>
    public string? Device { get; init; }

    /// <summary>
    /// Gets the type of numbers that the encoder computes with in training. Weights, statistics of batches, projection head, loss,
    /// gradients of weights and the optimizer are of single precision in every case. What embeddings are computed with says <see
    /// cref="Embedding"/>. The default is <see cref="Nidl.ML.Precision.Float32"/>.
    /// </summary>
    public Precision Precision { get; init => field = Requires.Defined(value); }

    /// <summary>
    /// Gets the bytes that training rows may take, and validation rows as many again; at least 1. Rows that fit are read once and kept on
    /// the device. Others are read anew each epoch, ahead of the training, and shuffled by a pool of about half of these bytes, and by the
    /// view itself where it can shuffle (not with <see cref="ValidationFraction"/>); 6 batches must fit then. What the network needs comes
    /// on top. The default is 2 GiB.
    /// </summary>
    public long MemoryBudgetBytes { get; init => field = Requires.AtLeast(value, 1L); } = 2L << 30;

    /// <summary>
    /// Gets how the fitted transformer computes embeddings; <see cref="EmbeddingTransformer.WithOptions"/> changes it later. The default is
    /// <c>new EmbeddingOptions()</c>.
    /// </summary>
    public EmbeddingOptions Embedding { get; init => field = Requires.NotNull(value); } = new();

    /// <summary>
    /// Gets the processes that train together, each of which calls <c>Fit</c> with the same options: see <see cref="ProcessGroup.Mpi"/>.
    /// The rows of a batch are divided among them, and the loss compares the rows of all. Every process ends with the same weights.
    /// Callbacks see the whole batch in every process; process 0 writes the checkpoints. The default is <see cref="ProcessGroup.Single"/>,
    /// this process alone.
    /// </summary>
    [JsonIgnore]
    public ProcessGroup Processes { get; init => field = Requires.NotNull(value); } = ProcessGroup.Single;

    /// <summary>
    /// Gets which rows each process is given. The default is <see cref="RowsPerProcess.All"/>: all of them the same. Ignored by one
    /// process.
    /// </summary>
    public RowsPerProcess RowsPerProcess { get; init => field = Requires.Defined(value); }

    /// <summary>
    /// Gets over which rows batch normalization in the encoder and the projection head goes in training. The default is
    /// <see cref="BatchStatistics.PerProcess"/>. Ignored by one process.
    /// </summary>
    public BatchStatistics BatchStatistics { get; init => field = Requires.Defined(value); }

    /// <summary>Gets the observers of the training, called in order. The default is none.</summary>
    [JsonIgnore]
    public IReadOnlyList<TrainingCallback> Callbacks { get; init => field = ValueList<TrainingCallback>.Copy(Requires.NotNull(value)); } =
        ValueList<TrainingCallback>.Empty;

    /// <summary>Gets the token that cancels the training, within one step, by a <see cref="TrainingCanceledException"/>.</summary>
    [JsonIgnore]
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Gets the augmentations of both views of images for which none are given: those of SimCLR unless overridden.</summary>
    /// <param name="shape">The shape of an image, (channels, height, width).</param>
    protected internal virtual (IReadOnlyList<Augmentation> First, IReadOnlyList<Augmentation> Second) DefaultImageAugmentations(
        InputShape shape)
    {
        var both = AugmentationPresets.SimClrImage(shape);
        return (both, both);
    }

    /// <summary>Gets the augmentations of each view beyond the second, a list for each. None unless overridden.</summary>
    /// <param name="shape">The shape of a row.</param>
    protected internal virtual IReadOnlyList<IReadOnlyList<Augmentation>> FurtherViews(InputShape shape) => [];
}

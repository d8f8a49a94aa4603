using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>What a training has learned so far, and the transformers that are made of it.</summary>
/// <param name="plan">What is trained on what.</param>
/// <param name="method">The method's name.</param>
/// <param name="options">The options.</param>
/// <param name="network">The network in training.</param>
/// <param name="seed">The seed in force.</param>
internal sealed class TrainedModel(TrainingPlan plan, string method, TrainingOptions options, Network network, int seed)
{
    /// <summary>Gets the finished epochs, to which the training adds.</summary>
    public List<EpochResult> Epochs { get; } = [];

    /// <summary>Makes the transformer of a training that has ended: the encoder becomes the transformer's.</summary>
    public EmbeddingTransformer Take()
    {
        var description = Describe();
        // Layers that meet other processes are for training alone.
        return Create(description, network.SharesBatchStatistics ? CreateEncoder(description) : network.TakeEncoder());
    }

    /// <summary>
    /// Makes a transformer of a copy: whoever looks at it leaves mode, statistics and random numbers of the encoder in training alone.
    /// </summary>
    public EmbeddingTransformer Copy()
    {
        var description = Describe();
        return Create(description, CreateEncoder(description));
    }

    private EmbeddingTransformer Create(EmbeddingDescription description, nn.Module<Tensor, Tensor> encoder) =>
        new(description, encoder, network.Device) { TrainedWith = new(options.SecondViewColumnName, plan.Views) };

    private nn.Module<Tensor, Tensor> CreateEncoder(EmbeddingDescription description) =>
        EmbeddingNetwork.Create(description, network.Encoder.state_dict(), network.Device);

    private EmbeddingDescription Describe() => new(
        method, plan.InputColumnName, plan.OutputColumnName, plan.InputShape, plan.Encoder, options.Embedding.CacheBytes, History(),
        OptionsNote.ForManifest(options), plan.Columns.Features.Layout, plan.Columns.Features.TakesBytes, plan.Columns.Features.Scaling,
        options.Embedding.Precision, options.Embedding.BatchSize, options.Embedding.MirroredAxes);

    private TrainingHistory History() => new([.. Epochs], seed, network.Device.ToString()) { Precision = network.Precision };
}

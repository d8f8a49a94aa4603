using Microsoft.ML;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// A weighted k-nearest-neighbour probe on cosine similarity (Wu et al. 2018, arXiv:1805.01978): of the k most similar training rows each votes
/// with the weight exp(similarity / temperature). It remembers all training rows.
/// </summary>
public sealed class KnnTrainer : ProbeTrainer
{
    internal KnnTrainer(MLContext context, string labelColumnName, string embeddingColumnName, KnnOptions options)
        : base(context, labelColumnName, embeddingColumnName) => Options = Requires.NotNull(options, nameof(options));

    /// <summary>Gets the options.</summary>
    public KnnOptions Options { get; }

    private protected override string? RequestedDevice => Options.Device;

    private protected override CancellationToken Token => CancellationToken.None;

    private protected override ProbeDescription Describe(ProbeDescription description) => description with { Knn = Options };

    private protected override nn.Module<Tensor, Tensor> Train(ProbeDescription description, Tensor rows, Tensor labels) =>
        new KnnModule(nn.functional.normalize(rows), labels, description);
}

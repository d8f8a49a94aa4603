using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// A weighted k-nearest-neighbor probe on cosine similarity (Wu et al. 2018, arXiv:1805.01978): of the k most similar training rows each
/// votes with the weight exp(similarity / temperature). It remembers all training rows.
/// </summary>
/// <remarks>
/// Similarities and votes are computed in double precision. Of training rows that are equally similar, to within 1e-12, the earlier one
/// counts first; of classes with equally many votes, in single precision, the one of the lower key, or false.
/// </remarks>
public sealed class KnnTrainer : ProbeTrainer
{
    internal KnnTrainer(MLContext context, string labelColumnName, string featureColumnName, KnnOptions options)
        : base(context, labelColumnName, featureColumnName) => Options = Requires.NotNull(options, nameof(options));

    /// <summary>Gets the options.</summary>
    public KnnOptions Options { get; }

    private protected override string? RequestedDevice => Options.Device;

    private protected override CancellationToken Token => CancellationToken.None;

    private protected override ProbeDescription Describe(ProbeDescription description) => description with { Knn = Options };

    private protected override nn.Module<Tensor, Tensor> Train(ProbeDescription description, Tensor rows, Tensor labels) =>
        new KnnModule(nn.functional.normalize(rows.to_type(ScalarType.Float64)).to_type(ScalarType.Float32), labels, description);
}

using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Mixes each sample with another of the batch: <c>l x + (1 - l) x'</c>, with x' the sample's partner under a random permutation
/// (Verma et al. 2021, arXiv:2011.04419, who use it to make views of data of any kind; after Zhang et al. 2018, arXiv:1710.09412).
/// </summary>
/// <remarks>Partners are rows that are drawn together. A sample may be its own partner; then it stays as it is.</remarks>
public sealed record Mixup : Augmentation
{
    /// <summary>
    /// Gets the range of the sample's own share l: from 0 to 1; it should stay above 0.5, so that the view shows its own sample. Default
    /// (0.9, 1). The paper draws it uniformly up to 1 too, and tunes the lower end.
    /// </summary>
    public Interval Share { get; init => field = AugmentationOption.Between(value, 0, 1); } = (0.9, 1);

    /// <inheritdoc/>
    public override Tensor Apply(Tensor batch, RandomSource random)
    {
        BatchShape.Check(this, batch);
        using var scope = NewDisposeScope();
        var share = random.Uniform(BatchShape.OnePerSample(batch), Share.Low, Share.High).to_type(batch.dtype);
        var partners = random.Permutation(batch.shape[0]).to(batch.device);
        return Mix(batch, partners, share).MoveToOuterDisposeScope();
    }

    internal static Tensor Mix(Tensor batch, Tensor partners, Tensor share) => lerp(batch.index_select(0, partners), batch, share);
}

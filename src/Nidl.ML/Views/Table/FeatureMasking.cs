using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Replaces each feature, independently with a probability, by a fixed value (dropping features as in Ucar et al. 2021, SubTab,
/// arXiv:2110.04361). For tables; rows of any shape are taken feature by feature.
/// </summary>
public sealed record FeatureMasking : Augmentation
{
    /// <summary>Gets the probability of masking a feature: 0 to 1. Default 0.2.</summary>
    public double Probability { get; init => field = AugmentationOption.Probability(value); } = 0.2;

    /// <summary>Gets the value of a masked feature: finite. Default 0, the mean of a standardized column.</summary>
    public double MaskValue { get; init => field = AugmentationOption.Finite(value); }

    /// <inheritdoc/>
    public override Tensor Apply(Tensor batch, RandomSource random)
    {
        BatchShape.Check(this, batch);
        using var scope = NewDisposeScope();
        return batch.masked_fill(random.Bernoulli(batch.shape, Probability), MaskValue).MoveToOuterDisposeScope();
    }
}

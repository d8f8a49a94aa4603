using System.Globalization;
using System.Text.Json.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Replaces a random subset of each row's features by values that the same features have in other rows, each from a row of its own: draws
/// from every feature's own distribution (SCARF: Bahri et al. 2022, arXiv:2106.15147). For tables; rows of any shape are taken feature by
/// feature.
/// </summary>
/// <remarks>
/// As in the paper, exactly <c>floor(Rate × features)</c> features of a row are replaced, and values come from the training rows, or a
/// random sample of them, once <see cref="Augmentation.Fit"/> was called: the estimators do. Before that they come from the batch's rows.
/// </remarks>
public sealed record FeatureCorruption : Augmentation
{
    /// <summary>Gets the share of a row's features that is replaced: 0 to 1. Default 0.6, as in the paper.</summary>
    public double Rate { get; init => field = AugmentationOption.Between(value, 0, 1); } = 0.6;

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool LearnsFromTrainingRows => true;

    /// <inheritdoc/>
    public override Tensor Apply(Tensor batch, RandomSource random) => Corrupt(this, batch, batch, random);

    /// <inheritdoc/>
    public override Augmentation Fit(Tensor rows)
    {
        BatchShape.Check(this, rows);
        return new FittedFeatureCorruption(this, rows);
    }

    // By two roundings the share of a count can come out below the whole number that it is: 0.29 of 100 as 28.999999999999996.
    internal long CountReplaced(long features) => (long)(Rate * features * (1 + 1e-15));

    internal override IEnumerable<string> IdleOn(InputShape inputShape) => Rate > 0 && CountReplaced(inputShape.Size) == 0
        ? [string.Create(CultureInfo.InvariantCulture,
            $"FeatureCorruption changes nothing of rows of shape {inputShape}: "
            + $"Rate = {Rate} of {inputShape.Size} features is less than one.")]
        : [];

    internal static Tensor Corrupt(FeatureCorruption options, Tensor batch, Tensor rows, RandomSource random)
    {
        BatchShape.Check(options, batch);
        using var scope = NewDisposeScope();
        var flat = batch.flatten(1); // (N, D)
        var (count, features) = (flat.shape[0], flat.shape[1]);
        var mask = Subsets(random.Uniform([count, features]), options.CountReplaced(features));
        var donors = random.Integers([count, features], rows.shape[0]);
        return Replace(flat, mask, rows.flatten(1), donors).reshape(batch.shape).MoveToOuterDisposeScope();
    }

    // A uniformly drawn subset of exactly `size` columns in each row: those whose scores are smallest.
    internal static Tensor Subsets(Tensor scores, long size)
    {
        var ranks = scores.argsort(1).argsort(1); // (N, D)
        return ranks.lt(size);
    }

    // Entry (n, d) of donors is the row of `rows` (M, D) whose feature d replaces that of sample n.
    internal static Tensor Replace(Tensor batch, Tensor mask, Tensor rows, Tensor donors) => where(mask, rows.gather(0, donors), batch);
}

/// <summary>Draws the values of <see cref="FeatureCorruption"/> from training rows, which belong to whoever fitted it.</summary>
internal sealed record FittedFeatureCorruption(FeatureCorruption Options, Tensor Rows) : Augmentation
{
    public override Tensor Apply(Tensor batch, RandomSource random) => FeatureCorruption.Corrupt(Options, batch, Rows, random);

    public override void CheckInputShape(InputShape inputShape) => Options.CheckInputShape(inputShape);
}

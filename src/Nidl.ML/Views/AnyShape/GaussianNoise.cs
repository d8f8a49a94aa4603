using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Nidl.ML;

/// <summary>Adds independent normal noise of mean 0 to every value: <c>x + s e</c>, for images, tables and volumes alike.</summary>
/// <remarks>The noise is drawn on the batch's device; its numbers are equal on every device up to rounding.</remarks>
public sealed record GaussianNoise : Augmentation
{
    /// <summary>
    /// Gets the range from which each sample's standard deviation s is drawn, in the units of the data: not negative. Default 0.05, small
    /// against images in [0, 1] and against standardized columns.
    /// </summary>
    public Interval StandardDeviation { get; init => field = AugmentationOption.NotNegative(value); } = 0.05;

    /// <inheritdoc/>
    public override Tensor Apply(Tensor batch, RandomSource random)
    {
        BatchShape.Check(this, batch);
        if (StandardDeviation.High == 0)
            return batch;
        if (SampleChanges.Suit(this, batch))
            return SampleChanges.Apply(this, batch, random);
        using var scope = NewDisposeScope();
        var deviation = random.Uniform(BatchShape.OnePerSample(batch), StandardDeviation.Low, StandardDeviation.High).to_type(batch.dtype);
        return AddScaled(batch, random.NormalLike(batch), deviation).MoveToOuterDisposeScope();
    }

    internal override bool ChangesSamplesOf(Tensor batch) => true;

    internal override SampleChange DrawChange(Tensor batch, RandomSource random)
    {
        using var drawn = random.Uniform([batch.shape[0]], StandardDeviation.Low, StandardDeviation.High);
        var deviations = drawn.data<float>().ToArray();
        var noise = random.NormalRows();
        return (row, sample, view) =>
        {
            if (deviations[row] == 0)
                return false;
            noise(row, view);
            TensorPrimitives.MultiplyAdd(view, deviations[row], sample, view);
            return true;
        };
    }

    // The deviation has shape (N, 1, ...).
    internal static Tensor AddScaled(Tensor batch, Tensor noise, Tensor deviation) => batch.addcmul(noise, deviation, 1);
}

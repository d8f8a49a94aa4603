using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Replaces each color image, with a probability, by its gray values <c>0.299 R + 0.587 G + 0.114 B</c> in all three channels (SimCLR:
/// Chen et al. 2020, arXiv:2002.05709). Images with one channel are gray already and stay as they are.
/// </summary>
public sealed record Grayscale : ImageAugmentation
{
    /// <summary>Gets the probability of removing an image's colors: 0 to 1. Default 0.2, as in SimCLR.</summary>
    public double Probability { get; init => field = AugmentationOption.Probability(value); } = 0.2;

    /// <inheritdoc/>
    public override void CheckInputShape(InputShape inputShape)
    {
        base.CheckInputShape(inputShape);
        if (inputShape[0] is not (1 or 3))
            throw new ArgumentException(
                $"Grayscale needs rows of shape (1 or 3 channels, height, width), but {inputShape} was given.", nameof(inputShape));
    }

    internal override IEnumerable<string> IdleOn(InputShape inputShape) =>
        inputShape[0] == 1
            && Probability > 0 ? [$"Grayscale changes nothing of rows of shape {inputShape}: images of one channel are gray already."] : [];

    internal override bool ChangesSamplesOf(Tensor batch) => batch.shape[1] is 1 or 3;

    internal override SampleChange DrawChange(Tensor batch, RandomSource random)
    {
        if (batch.shape[1] == 1)
            return (_, _, _) => false;
        using var isGray = random.Bernoulli([batch.shape[0], 1, 1, 1], Probability);
        var chosen = isGray.data<bool>().ToArray();
        return (row, sample, view) =>
        {
            if (chosen[row])
                GrayValue.Write(sample, view);
            return chosen[row];
        };
    }

    /// <inheritdoc/>
    protected override Tensor ApplyToImages(Tensor images, RandomSource random)
    {
        CheckInputShape(InputShape.Create(images.shape.AsSpan(1)));
        return images.shape[1] == 1 ? images : Convert(images, random.Bernoulli([images.shape[0], 1, 1, 1], Probability));
    }

    // The mask has shape (N, 1, 1, 1).
    internal static Tensor Convert(Tensor images, Tensor mask) =>
        ChosenRows.Change(images, mask, GrayValue.Of);
}

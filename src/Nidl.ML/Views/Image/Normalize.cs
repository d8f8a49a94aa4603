using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Standardises each channel: <c>(x - Mean) / StandardDeviation</c>. Nothing is random here.</summary>
/// <remarks>
/// It acts on the views alone: rows that are embedded later do not pass through augmentations. Use it only where they come standardised
/// already; else standardise the column itself, before the estimator.
/// </remarks>
public sealed record Normalize : ImageAugmentation
{
    /// <summary>Gets the mean to take off, one a channel or one for all. Default [0].</summary>
    public IReadOnlyList<double> Mean { get; init => field = Requires.Numbers(value); } = Requires.Numbers([0]);

    /// <summary>Gets the standard deviation to divide by, one a channel or one for all: at least 1e-20. Default [1].</summary>
    public IReadOnlyList<double> StandardDeviation { get; init => field = AllScales(Requires.Numbers(value)); } = Requires.Numbers([1]);

    /// <inheritdoc/>
    public override void CheckInputShape(InputShape inputShape)
    {
        base.CheckInputShape(inputShape);
        CheckChannels(nameof(Mean), Mean, inputShape);
        CheckChannels(nameof(StandardDeviation), StandardDeviation, inputShape);
    }

    /// <inheritdoc/>
    protected override Tensor ApplyToImages(Tensor images, RandomSource random)
    {
        CheckInputShape(InputShape.Create(images.shape.AsSpan(1)));
        return images.sub(PerChannel(Mean, images)).div_(PerChannel(StandardDeviation, images));
    }

    private static Tensor PerChannel(IReadOnlyList<double> values, Tensor images) =>
        tensor(values.ToArray()).to(images.dtype, images.device).view(1, -1, 1, 1);

    private static void CheckChannels(string option, IReadOnlyList<double> values, InputShape inputShape)
    {
        if (values.Count != 1 && values.Count != inputShape[0])
            throw new ArgumentException(
                $"Normalize needs one {option} a channel of rows of shape (channels, height, width), or one for all, but {values} was given for {inputShape}.",
                nameof(inputShape));
    }

    private static IReadOnlyList<double> AllScales(IReadOnlyList<double> values) =>
        !values.All(value => value > 0) ? throw Out("positive", values)
        : !values.All(value => value >= 1e-20) ? throw Out("at least 1E-20, below which single precision cannot compute", values)
        : values;

    private static ArgumentOutOfRangeException Out(string required, IReadOnlyList<double> values) =>
        new(nameof(StandardDeviation), $"StandardDeviation must be {required}, but '{values}' was given.");
}

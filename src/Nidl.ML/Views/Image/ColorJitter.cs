using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Changes the brightness, contrast, saturation and hue of each image by random amounts, in this order (SimCLR: Chen et al. 2020,
/// arXiv:2002.05709, appendix A; the defaults are its strength 0.5, used for small images).
/// </summary>
/// <remarks>
/// <para>With f uniform in [max(0, 1 - option), 1 + option], one draw a sample and step: brightness is <c>f x</c>; contrast
/// <c>f x + (1 - f) m</c>, m the mean of the image's gray values; saturation <c>f x + (1 - f) g</c>, g the pixel's gray value. Gray is
/// <c>0.299 R + 0.587 G + 0.114 B</c> for three channels, the value itself for one. Hue turns each pixel's hue by an angle uniform in
/// [-<see cref="Hue"/>, <see cref="Hue"/>] turns, at the same largest and smallest channel.</para>
/// <para>A gray image has neither saturation nor hue, so for one channel these two change nothing. For two, or four and more, channels,
/// where they have no meaning, both must be 0; gray is then the mean of the channels. The papers' code draws the order of the steps anew
/// for each image; here it is fixed.</para>
/// </remarks>
public sealed record ColorJitter : ImageAugmentation
{
    private const string ColorRequirement =
        "ColorJitter changes Saturation and Hue only of images with 1 or 3 channels (set both to 0 for others), "
        + "shape (channels, height, width)";

    /// <summary>Gets how far the brightness factor departs from 1: not negative. Default 0.4; 0 leaves brightness alone.</summary>
    public double Brightness { get; init => field = Requires.NotNegative(value); } = 0.4;

    /// <summary>Gets how far the contrast factor departs from 1: not negative. Default 0.4; 0 leaves contrast alone.</summary>
    public double Contrast { get; init => field = Requires.NotNegative(value); } = 0.4;

    /// <summary>Gets how far the saturation factor departs from 1: not negative. Default 0.4; 0 leaves saturation alone.</summary>
    public double Saturation { get; init => field = Requires.NotNegative(value); } = 0.4;

    /// <summary>Gets the largest turn of the hue, as a share of the color circle: 0 to 0.5. Default 0.1; 0 leaves hue alone.</summary>
    public double Hue { get; init => field = AugmentationOption.Between(value, 0, 0.5); } = 0.1;

    /// <summary>
    /// Gets the range to which values are clipped after each step. Default null: no clipping, since the data may have any range. The
    /// papers' images are in [0, 1] and clipped to it: <c>ValueRange = (0, 1)</c>.
    /// </summary>
    public Interval? ValueRange { get; init; }

    /// <inheritdoc/>
    public override void CheckInputShape(InputShape inputShape)
    {
        base.CheckInputShape(inputShape);
        if (!HasColors(inputShape[0]))
            throw new ArgumentException($"{ColorRequirement}, but {inputShape} was given.", nameof(inputShape));
    }

    internal override IEnumerable<string> IdleOn(InputShape inputShape) =>
        inputShape[0] == 1 && Brightness == 0 && Contrast == 0 && (Saturation > 0 || Hue > 0)
            ? [$"ColorJitter by Saturation and Hue alone changes nothing of rows of shape {inputShape}: "
                + "images of one channel have no colors."]
            : [];

    internal override bool ChangesSamplesOf(Tensor batch) => HasColors(batch.shape[1]);

    internal override SampleChange DrawChange(Tensor batch, RandomSource random)
    {
        using var scope = NewDisposeScope();
        float[][] drawn = [.. DrawAll(batch, random).Select(parameter => parameter.data<float>().ToArray())];
        var channels = (int)batch.shape[1];
        return (row, sample, view) =>
        {
            var change = new ColorChange(drawn[0][row], drawn[1][row], drawn[2][row], Hue > 0 ? drawn[3][row] : null);
            if (ValueRange is { } range)
                ApplyInSteps(change, sample, view, channels, range);
            else
                change.Apply(sample, view, channels);
            return true;
        };
    }

    private void ApplyInSteps(ColorChange change, ReadOnlySpan<float> sample, Span<float> view, int channels, Interval range)
    {
        sample.CopyTo(view);
        if (Brightness > 0)
            Step(new(Brightness: change.Brightness), view);
        if (Contrast > 0)
            Step(new(Contrast: change.Contrast), view);
        if (Saturation > 0 && channels == 3)
            Step(new(Saturation: change.Saturation), view);
        if (Hue > 0 && channels == 3)
            Step(new(Turns: change.Turns), view);

        void Step(ColorChange step, Span<float> values)
        {
            step.Apply(values, values, channels);
            ValueClipping.Apply(values, range);
        }
    }

    /// <inheritdoc/>
    protected override Tensor ApplyToImages(Tensor images, RandomSource random)
    {
        var channels = images.shape[1];
        if (!HasColors(channels))
            throw new ArgumentException(
                $"{ColorRequirement}, but a batch of shape ({string.Join(", ", images.shape)}) was given.", nameof(images));
        return BatchParts.Map(
            images, (part, drawn) => Change(part, drawn[0], drawn[1], drawn[2], drawn[3]), DrawAll(images, random));
    }

    // Brightness, contrast, saturation, turns.
    private Tensor[] DrawAll(Tensor images, RandomSource random) =>
    [
        Factor(Brightness, images, random), Factor(Contrast, images, random), Factor(Saturation, images, random),
        Draw(images, -Hue, Hue, random),
    ];

    // Factors and turns have shape (N, 1, 1).
    internal Tensor Change(Tensor images, Tensor brightness, Tensor contrast, Tensor saturation, Tensor turns)
    {
        var isColored = images.shape[1] == 3;
        List<Func<ColorMap, ColorMap>> steps = [];
        if (Brightness > 0)
            steps.Add(map => map.Brighten(brightness));
        if (Contrast > 0)
            steps.Add(map => map.Contrast(contrast));
        if (Saturation > 0 && isColored)
            steps.Add(map => map.Saturate(saturation));
        var view = Map(images, steps);
        return Hue > 0 && isColored ? Clip(HueRotation.Apply(view, turns.unsqueeze(3))) : view;
    }

    // In one pass, unless values are clipped between the steps. The result is a tensor of its own.
    private Tensor Map(Tensor images, List<Func<ColorMap, ColorMap>> steps)
    {
        if (steps.Count == 0)
            return images.clone();
        if (ValueRange is null)
            return steps.Aggregate(ColorMap.IdentityOf(images), (map, step) => step(map)).Apply(images);
        return steps.Aggregate(images, (view, step) => Clip(step(ColorMap.IdentityOf(view)).Apply(view)));
    }

    private bool HasColors(long channels) => channels is 1 or 3 || (Saturation == 0 && Hue == 0);

    private static Tensor Factor(double strength, Tensor images, RandomSource random) =>
        Draw(images, Math.Max(0, 1 - strength), 1 + strength, random);

    private static Tensor Draw(Tensor images, double low, double high, RandomSource random) =>
        random.Uniform([images.shape[0], 1, 1], low, high).to_type(images.dtype);

    private Tensor Clip(Tensor images) => ValueRange is { } range ? images.clamp_(range.Low, range.High) : images;
}

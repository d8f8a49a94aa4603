using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Turns each image about its center by a random angle, keeping its size.</summary>
/// <remarks>
/// Values are interpolated bilinearly; what comes from outside the image has <see cref="FillValue"/>. Positive angles turn
/// counter-clockwise.
/// </remarks>
public sealed record RandomRotation2d : ImageAugmentation
{
    /// <summary>Gets the largest angle, in degrees: 0 to 180; a sample's angle is uniform in [-Degrees, Degrees]. Default 15.</summary>
    public double Degrees { get; init => field = AugmentationOption.Between(value, 0, 180); } = 15;

    /// <summary>Gets the value of what lies outside the image: finite. Default 0.</summary>
    public double FillValue { get; init => field = AugmentationOption.Finite(value); }

    internal override bool ChangesSamplesOf(Tensor batch) => true;

    internal override SampleChange DrawChange(Tensor batch, RandomSource random)
    {
        if (Degrees == 0)
            return (_, _, _) => false;
        using var drawn = DrawAngles(batch, random);
        var radians = drawn.data<float>().ToArray();
        var turn = new ImageTurn((int)batch.shape[2], (int)batch.shape[3], (float)FillValue);
        return (row, sample, view) =>
        {
            turn.Apply(sample, view, radians[row]);
            return true;
        };
    }

    /// <inheritdoc/>
    protected override Tensor ApplyToImages(Tensor images, RandomSource random) =>
        Degrees == 0 ? images : Rotate(images, DrawAngles(images, random), FillValue);

    private Tensor DrawAngles(Tensor images, RandomSource random) =>
        random.Uniform([images.shape[0]], -Degrees * Math.PI / 180, Degrees * Math.PI / 180);

    // The angles have shape (N).
    internal static Tensor Rotate(Tensor images, Tensor radians, double fillValue) =>
        SamplingGrid.Sample(images, SamplingGrid.Linear(images, SamplingGrid.Turn(radians, 2, 0, 1)), fillValue);
}

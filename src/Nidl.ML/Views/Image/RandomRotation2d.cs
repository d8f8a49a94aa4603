using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Turns each image about its centre by a random angle, keeping its size.</summary>
/// <remarks>
/// Values are interpolated bilinearly; what comes from outside the image has <see cref="FillValue"/>. Positive angles turn counter-clockwise.
/// </remarks>
public sealed record RandomRotation2d : ImageAugmentation
{
    /// <summary>Gets the largest angle, in degrees: 0 to 180; a sample's angle is uniform in [-Degrees, Degrees]. Default 15.</summary>
    public double Degrees { get; init => field = AugmentationOption.Between(value, 0, 180); } = 15;

    /// <summary>Gets the value of what lies outside the image: finite. Default 0.</summary>
    public double FillValue { get; init => field = AugmentationOption.Finite(value); }

    /// <inheritdoc/>
    protected override Tensor ApplyToImages(Tensor images, RandomSource random)
    {
        if (Degrees == 0)
            return images;
        var radians = random.Uniform([images.shape[0], 1, 1], -Degrees * Math.PI / 180, Degrees * Math.PI / 180);
        return Rotate(images, radians, FillValue);
    }

    // The angles have shape (N, 1, 1).
    internal static Tensor Rotate(Tensor images, Tensor radians, double fillValue)
    {
        var (height, width) = (images.shape[2], images.shape[3]);
        var angle = radians.to_type(images.dtype);
        var (cosine, sine) = (angle.cos(), angle.sin());
        var x = FromCentre(width, images).view(1, 1, width);
        var y = FromCentre(height, images).view(1, height, 1);
        var fromX = cosine.mul(x).sub(sine.mul(y)).mul_(2.0 / width); // (N, H, W), in grid_sample's coordinates
        var fromY = sine.mul(x).add(cosine.mul(y)).mul_(2.0 / height);
        // grid_sample fills with 0 only.
        var shifted = fillValue == 0 ? images : images.sub(fillValue);
        var rotated = nn.functional.grid_sample(
            shifted, stack([fromX, fromY], -1), GridSampleMode.Bilinear, GridSamplePaddingMode.Zeros, align_corners: false);
        return fillValue == 0 ? rotated : rotated.add_(fillValue);
    }

    private static Tensor FromCentre(long size, Tensor like) => arange(size, like.dtype, like.device).sub_((size - 1) / 2.0);
}

using FashionMnist;
using Microsoft.ML.Data;

namespace RotationAngle;

/// <summary>An image turned by a known angle.</summary>
public sealed class RotatedImage
{
    /// <summary>The largest angle, in degrees: angles are uniform from its negative to it.</summary>
    public const double LargestAngle = 90;

    /// <summary>Gray values in [0, 1]: (channels, height, width).</summary>
    [VectorType(1, 28, 28)]
    public float[] Image { get; set; } = [];

    /// <summary>The angle in degrees, counter-clockwise.</summary>
    public float Angle { get; set; }

    /// <summary>Reads a part of Fashion-MNIST and turns each image once, by an angle of its own.</summary>
    /// <param name="part">"train" or "t10k".</param>
    /// <param name="count">How many images to take, from the first on.</param>
    /// <param name="seed">The seed of the angles.</param>
    public static RotatedImage[] Read(string part, int count, int seed)
    {
        var random = new Random(seed);
        return [.. FashionImages.Read(Path.Combine(AppContext.BaseDirectory, "data"), part).Take(count)
            .Select(image => Create(image.Image, LargestAngle * (2 * random.NextDouble() - 1)))];
    }

    private static RotatedImage Create(float[] pixels, double degrees) =>
        new() { Image = DiscRotation.Rotate(pixels, degrees), Angle = (float)degrees };
}

using FashionMnist;
using Microsoft.ML.Data;

namespace Methods;

/// <summary>An image with its auxiliary variable.</summary>
public sealed class BrightImage
{
    /// <summary>Gray values in [0, 1]: (channels, height, width).</summary>
    [VectorType(1, 28, 28)]
    public float[] Image { get; set; } = [];

    /// <summary>
    /// The mean gray value in [0, 1], y-Aware's auxiliary variable. It is computed from the pixels alone, so nothing of the class that the
    /// other methods do not see reaches the pre-training.
    /// </summary>
    public float Brightness { get; set; }

    /// <summary>The class, 0 to 9; only the measurement reads it.</summary>
    public uint Label { get; set; }

    /// <summary>Reads a part of Fashion-MNIST.</summary>
    /// <param name="part">"train" or "t10k".</param>
    /// <param name="count">How many images to take, from the first on.</param>
    public static IReadOnlyList<BrightImage> Read(string part, int count) =>
        [.. FashionImages.Read(Path.Combine(AppContext.BaseDirectory, "data"), part).Take(count)
            .Select(image => new BrightImage { Image = image.Image, Brightness = image.Image.Average(), Label = image.Label })];
}

namespace RotationAngle;

/// <summary>Turns a 28 x 28 image about its center and keeps only a disc of it.</summary>
/// <remarks>
/// The garments reach the images' borders, and a turned square has corners: both would show the angle without any look at the garment.
/// So all pixels farther than <see cref="Radius"/> from the center are 0, in every image and at every angle. The disc lies so far inside
/// that each pixel left is interpolated between four pixels of the original and none from outside it.
/// </remarks>
public static class DiscRotation
{
    private const int Side = 28;
    private const double Center = (Side - 1) / 2.0;

    /// <summary>The disc's radius in pixels.</summary>
    public const double Radius = 13;

    /// <summary>Turns an image counter-clockwise, with bilinear interpolation.</summary>
    /// <param name="pixels">28 x 28 values, row by row.</param>
    /// <param name="degrees">The angle in degrees.</param>
    public static float[] Rotate(float[] pixels, double degrees)
    {
        var (sine, cosine) = Math.SinCos(degrees * Math.PI / 180);
        var rotated = new float[Side * Side];
        for (var i = 0; i < rotated.Length; i++)
        {
            var (x, y) = (i % Side - Center, i / Side - Center);
            if (x * x + y * y <= Radius * Radius)
                rotated[i] = Interpolate(pixels, Center + cosine * x - sine * y, Center + sine * x + cosine * y);
        }
        return rotated;
    }

    // The value at column x and row y, from the four pixels around.
    private static float Interpolate(float[] pixels, double x, double y)
    {
        var (left, top) = ((int)x, (int)y);
        var (right, down) = ((float)(x - left), (float)(y - top));
        var at = top * Side + left;
        var above = (1 - right) * pixels[at] + right * pixels[at + 1];
        var below = (1 - right) * pixels[at + Side] + right * pixels[at + Side + 1];
        return (1 - down) * above + down * below;
    }
}

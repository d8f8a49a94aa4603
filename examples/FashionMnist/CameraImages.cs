namespace FashionMnist;

/// <summary>
/// Makes pictures as a camera takes them: each garment once, 0.7 to 1.5 times as large, turned by up to 30 degrees to either side, at a
/// random place of a picture of 56x56, before waves of two random directions. A picture depends on the seed and its number alone.
/// </summary>
/// <remarks>
/// The brightness of the background and the height of its waves were chosen so that raw pixels and an untrained encoder come to about what
/// they came to on an earlier set of this kind.
/// </remarks>
public static class CameraImages
{
    /// <summary>The pixels of a side.</summary>
    public const int Side = 56;

    private const int Waves = 2;

    // What is darker than this in the data set is more background than garment.
    private const float FullGarment = 0.2f;

    /// <summary>Takes a picture of each image.</summary>
    /// <param name="images">The images as they are.</param>
    /// <param name="seed">What decides sizes, turns, places and backgrounds; give the test images another.</param>
    public static List<Picture> Take(IReadOnlyList<FashionImage> images, int seed) =>
        [.. images.AsParallel().AsOrdered().Select((image, i) => new Picture
        {
            Image = Take(image.Image, new Random(unchecked((seed * 1_000_003) + i))),
            Label = image.Label,
        })];

    private static byte[] Take(float[] garment, Random random)
    {
        var picture = Background(random);
        var size = 0.7 + 0.8 * random.NextDouble();
        var angle = (random.NextDouble() - 0.5) * Math.PI / 3;
        var freedom = Side - FashionImages.Side * size;
        var middleX = Side / 2 + (random.NextDouble() - 0.5) * freedom;
        var middleY = Side / 2 + (random.NextDouble() - 0.5) * freedom;
        var (cosine, sine) = (Math.Cos(angle) / size, Math.Sin(angle) / size);
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var (fromX, fromY) = (x + 0.5 - middleX, y + 0.5 - middleY);
                var (turnedX, turnedY) = (cosine * fromX + sine * fromY, cosine * fromY - sine * fromX);
                var value = Between(garment, turnedX + FashionImages.Side / 2, turnedY + FashionImages.Side / 2);
                var share = Math.Min(1f, value / FullGarment);
                ref var pixel = ref picture[(y * Side) + x];
                pixel = (share * value) + ((1 - share) * pixel);
            }
        }
        return Picture.Bytes(picture);
    }

    private static float[] Background(Random random)
    {
        var picture = new float[Side * Side];
        Array.Fill(picture, 0.1f + 0.6f * random.NextSingle());
        for (var wave = 0; wave < Waves; wave++)
        {
            var (direction, phase) = (2 * Math.PI * random.NextDouble(), 2 * Math.PI * random.NextDouble());
            var frequency = 2 * Math.PI * (1 + 4 * random.NextDouble()) / Side;
            var height = 0.15 * random.NextDouble();
            var (perColumn, perRow) = (frequency * Math.Cos(direction), frequency * Math.Sin(direction));
            for (var i = 0; i < picture.Length; i++)
                picture[i] += (float)(height * Math.Sin(perColumn * (i % Side) + perRow * (i / Side) + phase));
        }
        return Array.ConvertAll(picture, value => Math.Clamp(value, 0, 1));
    }

    // The value between the four pixels around a place; 0 outside the image.
    private static float Between(float[] image, double x, double y)
    {
        var (left, top) = ((int)Math.Floor(x - 0.5), (int)Math.Floor(y - 0.5));
        var (right, below) = ((float)(x - 0.5 - left), (float)(y - 0.5 - top));
        return (At(left, top) * (1 - right) * (1 - below)) + (At(left + 1, top) * right * (1 - below))
            + (At(left, top + 1) * (1 - right) * below) + (At(left + 1, top + 1) * right * below);

        float At(int column, int row) => IsInside(column) && IsInside(row) ? image[row * FashionImages.Side + column] : 0;

        static bool IsInside(int place) => place is >= 0 and < FashionImages.Side;
    }
}

using FashionMnist;
using SkiaSharp;

namespace Garments;

/// <summary>
/// Makes image files as users have them from Fashion-MNIST: PNG and JPEG, of several sizes, some held sideways by the camera.
/// </summary>
public static class GarmentFiles
{
    private static readonly string[] _classes = [
        "t-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot"];

    /// <summary>Writes files into a sub-folder for each class, unless they are there, and gets the folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="images">The garments.</param>
    /// <param name="isPlain">Whether all are PNG of the size that they have.</param>
    public static string Write(string folder, IReadOnlyList<FashionImage> images, bool isPlain)
    {
        foreach (var name in _classes)
            Directory.CreateDirectory(Path.Combine(folder, name));
        for (var number = 0; number < images.Count; number++)
        {
            var isPng = isPlain || number % 3 == 0;
            var path = Path.Combine(folder, _classes[images[number].Label], $"{number:D5}.{(isPng ? "png" : "jpg")}");
            if (!File.Exists(path))
                File.WriteAllBytes(
                    path, Encode(images[number].Image, side: isPlain ? 28 : 56 + number % 5 * 28, isPng, isSideways: number % 4 == 1));
        }
        return folder;
    }

    private static byte[] Encode(float[] pixels, int side, bool isPng, bool isSideways)
    {
        using var small = new SKBitmap(28, 28);
        for (var i = 0; i < pixels.Length; i++)
        {
            var value = (byte)(255 * pixels[i]);
            // Held a quarter turn to the left, so that a note says to turn it to the right.
            var (x, y) = isSideways && !isPng ? (i / 28, 27 - i % 28) : (i % 28, i / 28);
            small.SetPixel(x, y, new SKColor(value, value, value));
        }
        using var large = small.Resize(new SKImageInfo(side, side), SKFilterQuality.High);
        using var data = large.Encode(isPng ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg, 90);
        return isSideways && !isPng ? WithNote(data.ToArray()) : data.ToArray();
    }

    // EXIF orientation 6: to be turned a quarter to the right.
    private static byte[] WithNote(byte[] jpeg) =>
    [
        .. jpeg[..2], 0xFF, 0xE1, 0, 34, .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
        .. jpeg[2..],
    ];
}

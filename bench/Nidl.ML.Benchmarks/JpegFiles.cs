using SkiaSharp;

namespace Nidl.ML.Benchmarks;

/// <summary>Writes JPEG files of 640x480.</summary>
internal static class JpegFiles
{
    private const int Pictures = 20;

    /// <summary>Writes so many files, of a few pictures, and gets their paths.</summary>
    public static PathRow[] Write(string folder, int files)
    {
        var pictures = Enumerable.Range(0, Pictures).Select(Picture).ToArray();
        return [.. Enumerable.Range(0, files).Select(number =>
        {
            var path = Path.Combine(folder, $"{number}.jpg");
            File.WriteAllBytes(path, pictures[number % Pictures]);
            return new PathRow { Path = path };
        })];
    }

    // Shapes of any color with some grain: 52 to 61 KB. Twelve photographs of nature, brought to this size and quality, have 17 to 60.
    private static byte[] Picture(int seed)
    {
        var random = new Random(seed);
        using var bitmap = new SKBitmap(640, 480);
        using (var canvas = new SKCanvas(bitmap))
            for (var i = 0; i < 60; i++)
            {
                using var paint = new SKPaint { Color = new SKColor((uint)random.Next() | 0x80000000), IsAntialias = true };
                canvas.DrawCircle(random.Next(640), random.Next(480), random.Next(10, 160), paint);
            }
        for (var i = 0; i < 4_000; i++)
            bitmap.SetPixel(random.Next(640), random.Next(480), new SKColor((uint)random.Next() | 0xFF000000));
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 85);
        return data.ToArray();
    }
}

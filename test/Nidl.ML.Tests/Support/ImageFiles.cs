using Microsoft.ML;
using SkiaSharp;

namespace Nidl.ML.Tests;

/// <summary>A folder of small color images, 8 by 6 pixels, as PNG files; and what ML.NET makes of a view of their names.</summary>
internal sealed class ImageFiles : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Folder => _folder.Path;

    /// <summary>Writes a file, of a color of its own, and gets its name.</summary>
    public string Write(int number)
    {
        Write(_folder[$"{number}.png"], new SKColor((byte)(20 * number), 100, (byte)(250 - 20 * number)));
        return $"{number}.png";
    }

    /// <summary>Writes a file whose pixels all have one color.</summary>
    public static void Write(string path, SKColor color)
    {
        using var image = new SKBitmap(8, 6);
        image.Erase(color);
        using var data = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        File.WriteAllBytes(path, data.ToArray());
    }

    /// <summary>Writes a file that is no image, and gets its name.</summary>
    public string WriteBroken()
    {
        File.WriteAllText(_folder["broken.png"], "this is no image");
        return "broken.png";
    }

    /// <summary>
    /// Gets rows with the columns File, Label and Pixels, (3, 6, 8); the row <paramref name="broken"/>, if any, is a file that is no image.
    /// </summary>
    public IDataView View(MLContext ml, int count, int broken = -1) => Pixels(ml).Fit(Names(ml, 0, -1)).Transform(Names(ml, count, broken));

    public void Dispose() => _folder.Dispose();

    private IEstimator<ITransformer> Pixels(MLContext ml) =>
        ml.Transforms.LoadImages("Picture", Folder, "File").Append(ml.Transforms.ResizeImages("Picture", 8, 6))
            .Append(ml.Transforms.ExtractPixels("Pixels", "Picture"));

    private IDataView Names(MLContext ml, int count, int broken) =>
        ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(number => new FileRow
    {
        File = number == broken ? WriteBroken() : Write(number),
        Label = number % 2 == 0,
    }).ToArray());

    private sealed class FileRow
    {
        public string File { get; set; } = "";

        public bool Label { get; set; }
    }
}

using Microsoft.ML;

namespace Nidl.ML.Tests;

/// <summary>
/// Makes tiny deterministic images of three classes: a bright row of pixels at the top, in the middle or at the bottom, and noise.
/// </summary>
internal static class Images
{
    public const int Side = 6;

    public static ImageRow[] Rows(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(number => new ImageRow
        {
            Image = Image(number % 3, random), Label = "class " + number % 3, Number = number,
        })];
    }

    public static IDataView View(MLContext ml, int count, int seed = 1) => ml.Data.LoadFromEnumerable(Rows(count, seed));

    private static float[] Image(int label, Random random)
    {
        var pixels = new float[Side * Side];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (i / Side / 2 == label ? 0.7f : 0.1f) + 0.2f * random.NextSingle();
        return pixels;
    }
}

namespace Nidl.ML;

/// <summary>
/// Draws one row, or a view of it: images and the middle slice of volumes as pixels, everything else as one bar for each value.
/// </summary>
/// <param name="Shape">The shape of a row.</param>
/// <param name="Low">The value that is drawn black.</param>
/// <param name="High">The value that is drawn white.</param>
internal sealed record SamplePicture(InputShape Shape, float Low, float High)
{
    /// <summary>The number of values that a row of bars shows: the first ones.</summary>
    public const int MostBars = 64;

    private const double BarsWidth = 196;
    private const double BarsHeight = 64;

    private bool IsImage => Shape.Rank is 3 or 4;

    /// <summary>
    /// Chooses the range of values from rows as they are: for pixels 0 to 1 where they lie within, else their own; for bars one that cuts
    /// off the largest fiftieth, so that a single high bar does not flatten all others.
    /// </summary>
    public static SamplePicture For(InputShape shape, IEnumerable<float[]> rows)
    {
        var values = rows.SelectMany(row => row).ToList();
        var (low, high) = (values.Min(), values.Max());
        if (shape.Rank is 3 or 4)
            return low >= 0 && high <= 1 ? new(shape, 0, 1) : new(shape, low, high > low ? high : low + 1);
        var size = values.Select(Math.Abs).Order().ElementAt((int)(0.98 * (values.Count - 1)));
        return size > 0 ? new(shape, low < 0 ? -size : 0, size) : new(shape, low < 0 ? -1 : 0, 1);
    }

    /// <summary>
    /// Gets the picture as HTML, NaN as black or as no bar; bars that differ from those of <paramref name="original"/> stand out.
    /// </summary>
    public string Draw(float[] values, float[] original, string description) =>
        IsImage ? DrawPixels(values, description) : DrawBars(values, original, description);

    private string DrawPixels(float[] values, string description)
    {
        var isVolume = Shape.Rank == 4;
        var (height, width) = isVolume ? ((int)Shape[2], (int)Shape[1]) : ((int)Shape[1], (int)Shape[2]);
        var channels = Shape[0] == 3 ? 3 : 1;
        var channelSize = values.Length / (int)Shape[0];
        var pixels = new byte[height * width * channels];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (row, column) = (i / channels / width, i / channels % width);
            pixels[i] = ToByte(values[i % channels * channelSize + (isVolume ? InMiddle(row, column) : row * width + column)]);
        }
        return $"<img src=\"{PngImage.DataUri(pixels, width, height, channels)}\" alt=\"{Svg.Escape(description)}\">";
    }

    // Of a volume that LoadVolumes gives, the axial slice: the depth runs to the right of the picture, the height upward.
    private int InMiddle(int row, int column) => (int)((column * Shape[2] + (Shape[2] - 1 - row)) * Shape[3] + Shape[3] / 2);

    private byte ToByte(float value) =>
        float.IsNaN(value) ? (byte)0 : (byte)Math.Round(Math.Clamp(new Axis(Low, High, 0, 255).Map(value), 0, 255));

    private string DrawBars(float[] values, float[] original, string description)
    {
        var count = Math.Min(values.Length, MostBars);
        var largest = Math.Max(Math.Abs(Low), Math.Abs(High));
        var baseline = Low < 0 ? BarsHeight / 2 : BarsHeight;
        var unit = (Low < 0 ? BarsHeight / 2 : BarsHeight) / largest;
        var svg = new Svg(BarsWidth, BarsHeight, description);
        for (var i = 0; i < count; i++)
        {
            var height = float.IsNaN(values[i]) ? 0 : Math.Clamp(values[i], -largest, largest) * unit;
            var color = values[i] == original[i] ? Palette.Category(0) : Palette.Category(2);
            svg.Bar(
                BarsWidth / count * i + 0.5, Math.Min(baseline, baseline - height), BarsWidth / count - 1, Math.Max(0.5, Math.Abs(height)),
                color);
        }
        return svg.Line(0, baseline, BarsWidth, baseline, "axis").ToString();
    }
}

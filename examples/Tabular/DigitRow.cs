using System.Globalization;
using System.IO.Compression;
using Microsoft.ML.Data;

namespace Tabular;

/// <summary>A row of the table: counts of ink pixels in 64 blocks of a scanned digit.</summary>
public sealed class DigitRow
{
    /// <summary>The counts, 0 to 16.</summary>
    [VectorType(64)]
    public float[] Columns { get; set; } = [];

    /// <summary>The digit.</summary>
    public uint Label { get; set; }

    /// <summary>Reads the gzipped CSV file: 64 columns and the digit a line.</summary>
    public static DigitRow[] Read(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
    }

    private static DigitRow Parse(string line)
    {
        var values = Array.ConvertAll(line.Split(','), text => float.Parse(text, CultureInfo.InvariantCulture));
        return new() { Columns = values[..^1], Label = (uint)values[^1] };
    }
}

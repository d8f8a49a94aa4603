using Microsoft.ML.Data;

namespace Nidl.ML.Tests;

/// <summary>A row of the tiny image data: an image of one channel, 6 by 6, its class and a column to pass through.</summary>
internal sealed class ImageRow
{
    [VectorType(1, 6, 6)]
    public float[] Image { get; set; } = [];

    public string Label { get; set; } = "";

    public int Number { get; set; }
}

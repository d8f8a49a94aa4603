using System.IO.Compression;

namespace Nidl.ML.Tests;

[TestClass]
public sealed class SamplePictureTests
{
    [TestMethod]
    public void Draw_ColorsAndVolumes_InterleavesAndShowsTheMiddleSlice()
    {
        // (3, 1, 2): red 0 and 1, green 0.2 and 0.4, blue 0.6 and 0.8.
        CollectionAssert.AreEqual(new byte[] { 0, 51, 153, 255, 102, 204 }, Pixels([3, 1, 2], [0, 1, 0.2f, 0.4f, 0.6f, 0.8f]));
        // The second of three slices: the depth to the right, the height upward. Before the second line of pixels stands its filter.
        CollectionAssert.AreEqual(new byte[] { 51, 102 }, Pixels([1, 2, 1, 3], [0, 0.2f, 1, 0, 0.4f, 1]));
        CollectionAssert.AreEqual(new byte[] { 102, 0, 51 }, Pixels([1, 1, 2, 3], [0, 0.2f, 1, 0, 0.4f, 1]));
    }

    [TestMethod]
    public void Draw_ValuesBeyondZeroToOne_AreStretchedAndCut()
    {
        var picture = SamplePicture.For([1, 1, 3], [[-10, 0, 10]]);
        CollectionAssert.AreEqual(new byte[] { 0, 128, 255 }, Decode(picture.Draw([-20, 0, 30], [-10, 0, 10], "")));
    }

    [TestMethod]
    public void Bars_OneHigh_LeavesTheOthersHigh()
    {
        float[] row = [.. Enumerable.Repeat(1f, 99), 1000];
        var picture = SamplePicture.For([100], [row]);
        Assert.AreEqual((0f, 1f), (picture.Low, picture.High));
        StringAssert.Contains(picture.Draw(row, row, ""), "height=\"64\"");
    }

    [TestMethod]
    public void Draw_RangeWiderThanSingle_KeepsItsGrays()
    {
        var picture = SamplePicture.For([1, 1, 3], [[-3e38f, 0, 3e38f]]);
        CollectionAssert.AreEqual(new byte[] { 0, 128, 255 }, Decode(picture.Draw([-3e38f, 0, 3e38f], [-3e38f, 0, 3e38f], "")));
    }

    [TestMethod]
    public void Draw_ValueThatIsNoNumber_IsBlackOrNoBar()
    {
        var pixels = SamplePicture.For([1, 1, 2], [[0, 1]]);
        CollectionAssert.AreEqual(new byte[] { 0, 255 }, Decode(pixels.Draw([float.NaN, 1], [0, 1], "")));
        var bars = SamplePicture.For([2], [[1, 1]]);
        Assert.IsFalse(bars.Draw([float.NaN, 1], [1, 1], "").Contains("NaN", StringComparison.Ordinal));
    }

    [TestMethod]
    public void Bars_RareNegative_HangBelowTheLine()
    {
        float[] row = [-1, .. Enumerable.Repeat(0f, 99)];
        StringAssert.Contains(SamplePicture.For([100], [row]).Draw(row, row, ""), "y=\"32\" width=\"2.06\" height=\"32\"");
    }

    private static byte[] Pixels(InputShape shape, float[] values) => Decode(SamplePicture.For(shape, [values]).Draw(values, values, ""));

    // One line of pixels: after the filter's byte.
    private static byte[] Decode(string image)
    {
        var file = Convert.FromBase64String(
            image[(image.IndexOf("base64,", StringComparison.Ordinal) + 7)..image.IndexOf("\" alt", StringComparison.Ordinal)]);
        var start = file.AsSpan().IndexOf("IDAT"u8) + 4;
        using var zlib = new ZLibStream(new MemoryStream(file[start..^16]), CompressionMode.Decompress);
        using var line = new MemoryStream();
        zlib.CopyTo(line);
        return line.ToArray()[1..];
    }
}

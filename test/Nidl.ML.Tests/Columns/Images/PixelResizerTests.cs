using System.Runtime.Intrinsics;

namespace Nidl.ML.Tests.Data;

[TestClass]
public sealed class PixelResizerTests
{
    [TestMethod]
    [DataRow(7, 5, 7, 5)]
    [DataRow(12, 9, 4, 3)]
    [DataRow(13, 8, 5, 3)]
    [DataRow(3, 4, 8, 10)]
    [DataRow(20, 6, 4, 4)]
    [DataRow(5, 31, 3, 3)]
    public void Resize_AnySize_IsTheMeanByTriangles(int sourceWidth, int sourceHeight, int width, int height)
    {
        var pixels = new byte[sourceWidth * sourceHeight * 4];
        new Random(1).NextBytes(pixels);
        var resized = new Vector128<float>[width * height];
        new PixelResizer(width, height).Resize(pixels, sourceWidth, sourceHeight, resized);
        var scale = Math.Min((double)sourceWidth / width, (double)sourceHeight / height);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                for (var part = 0; part < 4; part++)
                    Assert.AreEqual(
                        Naive(
                            pixels, sourceWidth, sourceHeight, part, Center(x, sourceWidth, width, scale),
                            Center(y, sourceHeight, height, scale), scale), resized[y * width + x][part], 1e-3);
    }

    [TestMethod]
    public void Resize_SameSize_IsExact()
    {
        var pixels = new byte[6 * 5 * 4];
        new Random(2).NextBytes(pixels);
        var resized = new Vector128<float>[30];
        new PixelResizer(6, 5).Resize(pixels, 6, 5, resized);
        for (var i = 0; i < pixels.Length; i++)
            Assert.AreEqual(pixels[i], resized[i / 4][i % 4]);
    }

    [TestMethod]
    public void Resize_AnotherSizeAfterwards_IsAsByANewOne()
    {
        var (small, large) = (new byte[4 * 4 * 4], new byte[9 * 8 * 4]);
        new Random(3).NextBytes(small);
        new Random(4).NextBytes(large);
        var (again, fresh) = (new Vector128<float>[9], new Vector128<float>[9]);
        var resizer = new PixelResizer(3, 3);
        resizer.Resize(large, 9, 8, again);
        resizer.Resize(small, 4, 4, again);
        new PixelResizer(3, 3).Resize(small, 4, 4, fresh);
        CollectionAssert.AreEqual(fresh, again);
    }

    private static double Center(int pixel, int source, int target, double scale) => (source - scale * target) / 2 + (pixel + 0.5) * scale;

    // Over all pixels of the image, by the definition.
    private static double Naive(byte[] pixels, int width, int height, int part, double centerX, double centerY, double scale)
    {
        var (sum, weights) = (0.0, 0.0);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var reach = Math.Max(scale, 1);
                var weight = Math.Max(0, 1 - Math.Abs(x + 0.5 - centerX) / reach) * Math.Max(0, 1 - Math.Abs(y + 0.5 - centerY) / reach);
                (sum, weights) = (sum + weight * pixels[(y * width + x) * 4 + part], weights + weight);
            }
        return sum / weights;
    }
}

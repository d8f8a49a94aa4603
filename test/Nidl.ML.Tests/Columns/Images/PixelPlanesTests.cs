namespace Nidl.ML.Tests.Data;

[TestClass]
public sealed class PixelPlanesTests
{
    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(3, 1)]
    [DataRow(4, 2)]
    [DataRow(5, 3)]
    [DataRow(7, 3)]
    public void Write_SameSize_EachChannelLiesTogether(int width, int height)
    {
        var pixels = new byte[4 * width * height];
        new Random(1).NextBytes(pixels);
        var row = new byte[3 * width * height];
        new PixelPlanes([3, height, width]).Write(pixels, width, height, row);
        for (var channel = 0; channel < 3; channel++)
            for (var i = 0; i < width * height; i++)
                Assert.AreEqual(pixels[4 * i + channel], row[channel * width * height + i], $"channel {channel}, pixel {i}");
    }
}

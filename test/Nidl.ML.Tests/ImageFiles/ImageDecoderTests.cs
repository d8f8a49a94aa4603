using SkiaSharp;

namespace Nidl.ML.Tests.ImageLoading;

[TestClass]
public sealed class ImageDecoderTests
{
    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Clean() => _folder.Dispose();

    [TestMethod]
    public void Decode_Png_IsExact()
    {
        using var picture = Pictures.Noise(5, 4);
        CollectionAssert.AreEqual(Planes(picture), Decode(Pictures.Png(picture), new() { Shape = [3, 4, 5] }));
        byte[] gray = [.. Each(picture, color => (byte)(0.299f * color.Red + 0.587f * color.Green + 0.114f * color.Blue + 0.5f))];
        CollectionAssert.AreEqual(gray, Decode(Pictures.Png(picture), new() { Shape = [1, 4, 5] }));
    }

    [TestMethod]
    public void Decode_Jpeg_IsWhatTheLibraryDecodes()
    {
        using var picture = Pictures.Smooth(64, 48);
        var jpeg = Pictures.Jpeg(picture);
        using var decoded = SKBitmap.Decode(jpeg);
        var row = Decode(jpeg, new() { Shape = [3, 48, 64] });
        AreNear(Planes(decoded), row, most: 1, mean: 1);
        AreNear(Planes(picture), row, most: 12, mean: 2);
    }

    [TestMethod]
    [DataRow(640, 480, 224, 224)]
    [DataRow(640, 480, 60, 80)]
    [DataRow(480, 640, 50, 40)]
    public void Decode_JpegAtReducedSize_IsNearTheWholeOne(int width, int height, int rowHeight, int rowWidth)
    {
        using var picture = Pictures.Smooth(width, height);
        var jpeg = Pictures.Jpeg(picture);
        using var whole = SKBitmap.Decode(jpeg);
        var expected = new byte[3 * rowHeight * rowWidth];
        new PixelPlanes([3, rowHeight, rowWidth]).Write(Interleaved(whole), width, height, expected);

        var row = Decode(jpeg, new() { Shape = [3, rowHeight, rowWidth] });

        AreNear(expected, row, most: 20, mean: 2);
        // It was decoded at another size.
        CollectionAssert.AreNotEqual(expected, row);
    }

    [TestMethod]
    [DataRow(1, "012345")]
    [DataRow(2, "210543")]
    [DataRow(3, "543210")]
    [DataRow(4, "345012")]
    [DataRow(5, "031425")]
    [DataRow(6, "304152")]
    [DataRow(7, "524130")]
    [DataRow(8, "251403")]
    public void Decode_CamerasNote_TurnsThePicture(int orientation, string expected)
    {
        // Six fields of 16 by 16 pixels, three across; the expected order is that of the EXIF specification's table.
        using var picture = new SKBitmap(new SKImageInfo(48, 32, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (var y = 0; y < 32; y++)
            for (var x = 0; x < 48; x++)
                picture.SetPixel(x, y, Gray((byte)(20 + 40 * (y / 16 * 3 + x / 16))));
        var (height, width) = orientation < 5 ? (32, 48) : (48, 32);

        var row = Decode(Pictures.Turned(Pictures.Jpeg(picture, 100), orientation), new() { Shape = [1, height, width] });

        var fields = Enumerable.Range(0, 6).Select(field => row[(field / (width / 16) * 16 + 8) * width + field % (width / 16) * 16 + 8]);
        Assert.AreEqual(expected, string.Concat(fields.Select(value => (int)Math.Round((value - 20) / 40.0))));
    }

    [TestMethod]
    public void Decode_TransparentPixels_LieOverTheBackground()
    {
        using var picture = Pictures.Noise(6, 5, alpha: SKAlphaType.Unpremul);
        picture.SetPixel(0, 0, new SKColor(200, 100, 50, 127));
        picture.SetPixel(1, 0, new SKColor(9, 9, 9, 0));
        var row = Decode(Pictures.Png(picture), new() { Shape = [3, 5, 6], Background = [0, 255, 10] });
        byte[] expected =
        [
            .. Each(picture, color => Over(color.Red, color.Alpha, 0)), .. Each(picture, color => Over(color.Green, color.Alpha, 255)),
            .. Each(picture, color => Over(color.Blue, color.Alpha, 10)),
        ];
        CollectionAssert.AreEqual(expected, row);
        Assert.AreEqual((100, 0, 255), (row[0], row[1], row[31]));
        Assert.AreEqual(255, Decode(Pictures.Png(picture), new() { Shape = [3, 5, 6] })[1]);
    }

    [TestMethod]
    public void Decode_GrayOf16Bits_IsCutToBytes()
    {
        var row = Decode(Pictures.Gray16(4, 2, i => (ushort)(i * 8192 + 100)), new() { Shape = [1, 2, 4] });
        for (var i = 0; i < row.Length; i++)
            Assert.AreEqual((i * 8192 + 100) / 257.0, row[i], 1);
    }

    [TestMethod]
    public void Decode_SixteenBits_AreRefusedOnRequest()
    {
        var options = new ImageLoadingOptions { Shape = [1, 2, 4], RefuseSixteenBits = true };
        Error.Is<InvalidDataException>(
            "it must have at most 8 bits a channel, but has 16, of which 8 would be lost; LoadGrayImages16 keeps those of gray images",
            () => Decode(Pictures.Gray16(4, 2, i => (ushort)i), options));
        using var picture = Pictures.Noise(4, 2);
        Assert.HasCount(8, Decode(Pictures.Png(picture), options));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Decode_TruncatedFile_IsRefused(bool isPng)
    {
        using var picture = Pictures.Noise(64, 64);
        var file = isPng ? Pictures.Png(picture) : Pictures.Jpeg(picture);
        Error.Is<InvalidDataException>(
            "it must be a whole image, but the file ends within it", () => Decode(file[..(file.Length / 2)], new() { Shape = [3, 8, 8] }));
        Assert.HasCount(192, Decode(file, new() { Shape = [3, 8, 8] }));
    }

    [TestMethod]
    public void Decode_OtherFiles_AreRefused()
    {
        const string Kinds = "it must be JPEG, PNG, WebP, BMP, GIF or ICO, but ";
        Error.Is<InvalidDataException>($"{Kinds}is TIFF; convert it, for example to PNG", () => Decode([.. "II*\0"u8, 8, 0, 0, 0], new()));
        Error.Is<InvalidDataException>($"{Kinds}is TIFF; convert it, for example to PNG", () => Decode([.. "MM\0*"u8, 0, 0, 0, 8], new()));
        Error.Is<InvalidDataException>(
            $"{Kinds}its first bytes are those of none, or it is broken", () => Decode([.. "this is no image"u8], new()));
        Error.Is<InvalidDataException>("it must be an image, but the file is empty", () => Decode([], new()));
        Error.Is<InvalidDataException>(
            "it must have at most 134217728 pixels, but is 40000 x 40000", () => Decode(Announcing(40000), new()));
        Assert.ThrowsExactly<FileNotFoundException>(() => new ImageDecoder(new()).Decode(_folder["missing.png"], []));
    }

    [TestMethod]
    public void FullPath_OutsideTheFolder_IsRefusedOnRequest()
    {
        var options = new ImageLoadingOptions { Folder = _folder["inside"], OnlyInsideFolder = true };
        Assert.AreEqual(_folder["inside/a.png"], ImageDecoder.FullPath(options, "a.png"));
        Assert.AreEqual(_folder["inside/a.png"], ImageDecoder.FullPath(options, "b/../a.png"));
        foreach (var path in (string[])["../a.png", "b/../../a.png", _folder["a.png"], _folder["inside-not/a.png"]])
        {
            Error.Is<InvalidDataException>(
                $"the path must lead to a file in the folder '{options.Folder}', but it leads out of it",
                () => ImageDecoder.FullPath(options, path));
            Assert.AreEqual(
                Path.GetFullPath(path, _folder["inside"]), ImageDecoder.FullPath(options with { OnlyInsideFolder = false }, path));
        }
        Error.Is<InvalidDataException>("the path must not be blank, but it is", () => ImageDecoder.FullPath(options, " "));
    }

    private byte[] Decode(byte[] file, ImageLoadingOptions options)
    {
        File.WriteAllBytes(_folder["file"], file);
        var row = new byte[options.Shape.Size];
        new ImageDecoder(options).Decode(_folder["file"], row);
        return row;
    }

    private static byte[] Announcing(int side)
    {
        var file = Pictures.Gray16(1, 1, _ => 0);
        byte[] size = [0, (byte)(side >> 16), (byte)(side >> 8), (byte)side];
        byte[] header = [.. "IHDR"u8, .. size, .. size, 16, 0, 0, 0, 0];
        var checksum = System.IO.Hashing.Crc32.HashToUInt32(header);
        return [
            .. file[..12], .. header, (byte)(checksum >> 24), (byte)(checksum >> 16), (byte)(checksum >> 8), (byte)checksum, .. file[33..]];
    }

    private static byte Over(byte part, byte alpha, byte background) =>
        (byte)(part * (alpha / 255.0) + background * (1 - alpha / 255.0) + 0.5);

    private static SKColor Gray(byte value) => new(value, value, value);

    private static byte[] Planes(SKBitmap picture) =>
        [.. Each(picture, color => color.Red), .. Each(picture, color => color.Green), .. Each(picture, color => color.Blue)];

    private static byte[] Interleaved(SKBitmap picture) =>
        [.. picture.Pixels.SelectMany(color => new[] { color.Red, color.Green, color.Blue, (byte)255 })];

    private static IEnumerable<byte> Each(SKBitmap picture, Func<SKColor, byte> part) => picture.Pixels.Select(part);

    private static void AreNear(byte[] expected, byte[] actual, int most, double mean)
    {
        int[] differences = [.. expected.Zip(actual, (first, second) => Math.Abs(first - second))];
        Assert.HasCount(expected.Length, actual);
        Assert.IsLessThanOrEqualTo(most, differences.Max());
        Assert.IsLessThanOrEqualTo(mean, differences.Average());
    }
}

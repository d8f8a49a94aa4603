using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML.Tests.Npy;
using SkiaSharp;

namespace Nidl.ML.Tests.Png;

[TestClass]
public sealed class PngFormatTests
{
    private const int Width = 7;
    private const int Height = 10;

    private static readonly InputShape s_shape = [1, Height, Width];

    // The lowest, the highest, steps of one, and anything.
    private static readonly ushort[] s_pixels =
        [0, ushort.MaxValue, 1, 255, 256, 257, 32768, .. Enumerable.Range(0, 63).Select(i => (ushort)(i < 20 ? 30_000 + i : i * 40_503))];

    private static readonly PngFile s_file = new(Width, Height, s_pixels) { Filter = line => line % 5 };

    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(4)]
    public void Read_EveryFilter_GivesTheStoredValues(int filter)
    {
        var file = s_file with { Filter = _ => filter };
        CollectionAssert.AreEqual(s_pixels.Select(pixel => (float)pixel).ToArray(), Read(file.Bytes));
        // Of one pixel a line, which has none to its left.
        var narrow = new PngFile(1, 3, [1, 65535, 300]) { Filter = _ => filter };
        CollectionAssert.AreEqual(new float[] { 1, 65535, 300 }, Read(narrow.Bytes, [1, 3, 1]));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(5)]
    [DataRow(int.MaxValue)]
    public void Read_ChunksOfAnySizeBesideOthers_GivesTheStoredValues(int chunkBytes)
    {
        var file = s_file with { ChunkBytes = chunkBytes,
            Others = [("gAMA", [0, 0, 177, 143]), ("tEXt", [.. "Comment\0a"u8]), ("sBIT", [12])] };
        CollectionAssert.AreEqual(s_pixels.Select(pixel => (float)pixel).ToArray(), Read(file.Bytes));
        CollectionAssert.AreEqual(s_pixels.Select(pixel => (float)pixel).ToArray(), Read([.. file.Bytes, 1, 2, 3]));
    }

    [TestMethod]
    public void Read_FileOfAnotherDecoder_IsTheSameImage()
    {
        // SkiaSharp reads our writer's file, cut to 8 bits: the file is a PNG as others have it.
        using var decoded = SKBitmap.Decode(s_file.Bytes);
        Assert.AreEqual((Width, Height), (decoded.Width, decoded.Height));
        var row = Read(s_file.Bytes);
        for (var i = 0; i < row.Length; i++)
            Assert.AreEqual(decoded.GetPixel(i % Width, i / Width).Red, row[i] / 257, 1);
    }

    public static IEnumerable<object[]> Faults()
    {
        var good = s_file.Bytes;
        yield return [Array.Empty<byte>(), "it must be PNG, but its first bytes are those of another format"];
        yield return [new byte[100], "it must be PNG, but its first bytes are those of another format"];
        yield return [good[..30], "it must be a whole image, but the file ends within it"];
        yield return [good[..^13], "it must be a whole image, but the file ends within it"];
        yield return [With(good, 10, 1), "its first chunk must be IHDR of 13 bytes, but is IHDR of 269"];
        yield return [With(good, 8, 255), "its chunks must have at most 2147483647 bytes, but one announces 4278190093"];
        yield return [With(good, 12, (byte)'J'), "its first chunk must be IHDR of 13 bytes, but is JHDR of 13"];
        yield return [With(good, 32, 0), "its chunk IHDR must have the checksum that it announces, but has another"];
        yield return [With(good, good.Length - 1, 0), "its chunk IEND must have the checksum that it announces, but has another"];
        yield return [With(good, good.Length - 13, (byte)~good[^13]),
            "its chunk IDAT must have the checksum that it announces, but has another"];
        yield return [(s_file with { Depth = 8 }).Bytes,
            "it must be gray of 16 bits a pixel, but is gray of 8 bits a channel; LoadImages reads others"];
        yield return [(s_file with { Color = 2 }).Bytes,
            "it must be gray of 16 bits a pixel, but is RGB of 16 bits a channel; LoadImages reads others"];
        yield return [(s_file with { Color = 9 }).Bytes,
            "it must be gray of 16 bits a pixel, but is of color type 9 of 16 bits a channel; LoadImages reads others"];
        yield return [(s_file with { Interlace = 1 }).Bytes, "its lines must stand in order, but are interlaced (Adam7); save it without"];
        yield return [(s_file with { Others = [("PLTE", [0, 0, 0])] }).Bytes,
            "its chunks must be of those that a gray image has, but one is 'PLTE'"];
        yield return [s_file.BytesOf(s_file.Lines[..^1]), $"it must have {Height} lines of pixels, but ends after {Height - 1}"];
        yield return [s_file.BytesOf([.. s_file.Lines, 0]), $"it must have {Height} lines of pixels, but has more"];
        yield return [s_file.BytesOf(With(s_file.Lines, 0, 5)), "the filter of a line of pixels must be 0 to 4, but is 5"];
        yield return [(s_file with { Width = 8 }).BytesOf([]), "its shape (1, height, width) must be (1, 10, 7), but is (1, 10, 8)"];
        yield return [(s_file with { Width = 0 }).BytesOf([]), "it must have 1 to 134217728 pixels, but is 0 x 10"];
        yield return [(s_file with { Width = 100_000, Height = 100_000 }).BytesOf([]),
            "it must have 1 to 134217728 pixels, but is 100000 x 100000"];
        var bomb = (s_file with { Width = 10_000, Height = 10_000 }).BytesOf([]);
        yield return [bomb, $"its header announces 10000 x 10000 pixels, which cannot be in a file of {bomb.Length} bytes"];
    }

    [TestMethod]
    [DynamicData(nameof(Faults))]
    public void Read_FileThatCannotBe_SaysWhy(byte[] file, string message) => Error.Is<InvalidDataException>(message, () => Read(file));

    [TestMethod]
    public void Read_MutatedFiles_ThrowOneTypeOrGiveValues()
    {
        var random = new Random(1);
        var good = (s_file with { ChunkBytes = 40 }).Bytes;
        var refused = 0;
        for (var i = 0; i < 4000; i++)
        {
            var file = (byte[])good.Clone();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                file[random.Next(file.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0)
                file = file[..random.Next(file.Length)];
            try
            {
                Read(file);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }
        // The others drew the byte that was there.
        Assert.IsInRange(3900, 4000, refused);
    }

    [TestMethod]
    public void LoadGrayImages16_Files_TrainAsTheyAre()
    {
        var ml = new MLContext(1);
        var view = View(ml, [.. Enumerable.Range(0, 12)
            .Select(i => s_file with { Pixels = [.. s_pixels.Select(pixel => (ushort)(pixel + i))] })]);
        using var model = ml.SelfSupervised.LoadGrayImages16("Image", "Path")
            .Append(ml.SelfSupervised.SimClr("Embedding", "Image", Tiny.Options with { PixelScaling = new() { Maximum = 65535 } }))
            .Fit(view);
        var loaded = model.First().Transform(view);
        CollectionAssert.AreEqual(new[] { 1, Height, Width }, ((VectorDataViewType)loaded.Schema["Image"].Type).Dimensions.ToArray());
        CollectionAssert.AreEqual(s_pixels.Select(pixel => (float)(ushort)(pixel + 3)).ToArray(), Embeddings.Of(loaded, "Image")[3]);
        using var file = new MemoryStream();
        ml.Model.Save(model, view.Schema, file);
        file.Position = 0;
        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.Of(model.Transform(view)),
            Embeddings.Of(new MLContext(2).Model.Load(file, out _).Transform(view))));
    }

    [TestMethod]
    public void LoadGrayImages16_BrokenFile_IsNamedWithItsPath()
    {
        var ml = new MLContext(1);
        var view = View(ml, s_file, s_file, s_file);
        File.WriteAllBytes(_folder["1.png"], s_file.Bytes[..60]);
        Error.Is<RowReadException>(
            $"Column 'Image' could not be loaded from '{_folder["1.png"]}' in row 1: "
            + "it must be a whole image, but the file ends within it.",
            () => Embeddings.Of(ml.SelfSupervised.LoadGrayImages16("Image", "Path").Fit(view).Transform(view), "Image"));
        Error.Is<ArgumentException>(
            "The shape of gray images must be (1, height, width), but (3, 4, 4) was given. (Parameter 'shape')", () =>
                ml.SelfSupervised.LoadGrayImages16("Image", "Path", [3, 4, 4]));
    }

    private static byte[] With(byte[] file, int place, byte value)
    {
        var changed = (byte[])file.Clone();
        changed[place] = value;
        return changed;
    }

    private static float[] Read(byte[] file) => Read(file, s_shape);

    private static float[] Read(byte[] file, InputShape shape)
    {
        var values = new float[shape.Size];
        using var chunks = new PngChunks(new MemoryStream(file));
        PngFormat.Read(chunks, shape, values);
        return values;
    }

    private IDataView View(MLContext ml, params PngFile[] files)
    {
        for (var i = 0; i < files.Length; i++)
            File.WriteAllBytes(_folder[$"{i}.png"], files[i].Bytes);
        return ml.Data.LoadFromEnumerable(files.Select((_, i) => new NpyLoadingTests.PathRow { Path = _folder[$"{i}.png"] }).ToArray());
    }
}

using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Nidl.ML.Tests;

[TestClass]
public sealed class PngImageTests
{
    [TestMethod]
    [DataRow(1, 0)]
    [DataRow(3, 2)]
    public void File_OfPixels_HoldsHeaderAndPixels(int channels, int colorType)
    {
        byte[] pixels = [.. Enumerable.Range(0, 5 * 4 * channels).Select(value => (byte)(value * 7))];
        var chunks = Chunks(PngImage.Encode(pixels, 5, 4, channels));
        CollectionAssert.AreEqual(new[] { "IHDR", "IDAT", "IEND" }, chunks.Select(chunk => chunk.Type).ToArray());
        CollectionAssert.AreEqual(new byte[] { 0, 0, 0, 5, 0, 0, 0, 4, 8, (byte)colorType, 0, 0, 0 }, chunks[0].Content);
        using var zlib = new ZLibStream(new MemoryStream(chunks[1].Content), CompressionMode.Decompress);
        using var lines = new MemoryStream();
        zlib.CopyTo(lines);
        var unfiltered = lines.ToArray().Chunk(1 + 5 * channels)
            .SelectMany(line => line[0] == 0 ? line[1..] : throw new InvalidDataException("a filter")).ToArray();
        CollectionAssert.AreEqual(pixels, unfiltered);
    }

    [TestMethod]
    public void File_OfPixels_HasTheChecksOfTheStandard()
    {
        // The end chunk of every PNG file has this check.
        CollectionAssert.AreEqual(new byte[] { 0xAE, 0x42, 0x60, 0x82 }, PngImage.Encode([0], 1, 1, 1)[^4..]);
    }

    private static List<(string Type, byte[] Content)> Chunks(byte[] file)
    {
        CollectionAssert.AreEqual(new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A }, file[..8]);
        var chunks = new List<(string, byte[])>();
        for (var at = 8; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            chunks.Add((Encoding.ASCII.GetString(file, at + 4, 4), file[(at + 8)..(at + 8 + length)]));
            at += 12 + length;
        }
        return chunks;
    }
}

using System.IO.Compression;
using Microsoft.ML;

namespace Nidl.ML.Tests.Persistence;

[TestClass]
public sealed class ModelArchiveTests
{
    [TestMethod]
    public void Check_SavedModel_PassesAndRewinds()
    {
        using var stream = new MemoryStream(SavedModel.Chain);
        stream.Position = 5;
        ModelArchive.Check(stream);
        Assert.AreEqual(0L, stream.Position);
    }

    [TestMethod]
    [DataRow("../evil.txt", "../evil.txt")]
    [DataRow("a/../../evil.txt", "a/../../evil.txt")]
    [DataRow("..\\evil.txt", "../evil.txt")]
    [DataRow("/evil.txt", "/evil.txt")]
    [DataRow("\\\\host\\evil.txt", "//host/evil.txt")]
    [DataRow("C:\\evil.txt", "C:/evil.txt")]
    [DataRow("evil\n.txt", "evil\n.txt")]
    public void LoadModel_NameThatLeavesTheArchive_IsRefusedAndNothingIsWritten(string name, string shown)
    {
        using var folder = new TemporaryFolder();
        var inner = Directory.CreateDirectory(folder["temporary"]);
        var ml = new MLContext(1) { TempFilePath = inner.FullName };
        var file = SavedModel.Zip([.. SavedModel.Unzip(SavedModel.Chain), (name, [1, 2, 3])]);
        Error.Is<ModelFormatException>(
            "The model stream cannot be loaded: an entry must have a relative name of at most 64 folders without "
            + $"'..', but '{shown}' was found.",
            () => ml.SelfSupervised.LoadModel(new MemoryStream(file), out _));
        CollectionAssert.AreEqual(new[] { "temporary" }, folder.Entries);
    }

    [TestMethod]
    public void Check_DeepFolders_AreRefused()
    {
        string Name(int depth) => string.Concat(Enumerable.Repeat("a/", depth)) + "Model.key";
        Check((Name(ModelArchive.MaximumDepth), []));
        Assert.ThrowsExactly<ModelFormatException>(() => Check((Name(ModelArchive.MaximumDepth + 1), [])));
    }

    [TestMethod]
    public void Check_NamesThatReadersTakeForTheSame_AreRefused()
    {
        Error.Is<ModelFormatException>(
            "an entry must have a name of its own, but 'a/model.key' was found twice.",
            () => Check(("a/Model.key", []), ("a\\model.key", [])));
        Check(("a/Model.key", []), ("b/Model.key", []));
    }

    [TestMethod]
    public void Check_DeclaredSizesOutOfProportion_AreRefused()
    {
        var file = SavedModel.Zip([("a", new byte[1000]), ("b", new byte[1000])]);
        Error.Is<ModelFormatException>(
            $"its entries may unpack to {ModelArchive.AllowedBytes} bytes (100 times the file, at least {ModelArchive.AllowedBytes}), "
            + $"but they declare {2147483647L + 1000}.",
            () => Check(WithDeclaredSize(file, int.MaxValue)));
        // A size within the limits is compared with what is there.
        Assert.Contains(
            "'a' has not",
            Assert.ThrowsExactly<ModelFormatException>(() => Check(WithDeclaredSize(file, (int)ModelArchive.AllowedBytes - 1000))).Message);
        Check(file);
    }

    [TestMethod]
    public void Check_DamagedEntry_IsRefused()
    {
        // Stored as it is, so that unpacking alone would not notice.
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = archive.CreateEntry("Schema", CompressionLevel.NoCompression).Open();
            entry.Write("a schema"u8);
        }
        var file = stream.ToArray();
        Check(file);
        file[file.AsSpan().IndexOf("a schema"u8)] ^= 1;
        Error.Is<ModelFormatException>(
            "an entry must have the size and the checksum that the archive says, but 'Schema' has not: the file is damaged.",
            () => Check(file));
    }

    [TestMethod]
    public void StreamChecksum_OfTheStandardsText_IsTheStandardsNumber()
    {
        Assert.AreEqual((0xCBF43926u, 9L), StreamChecksum.Of(new Embedding.ForwardOnlyStream(new MemoryStream([.. "123456789"u8]))));
        Assert.AreEqual((0xCBF43926u, 9L), StreamChecksum.Of(new MemoryStream([.. "123456789 and more"u8]), atMost: 9));
    }

    [TestMethod]
    public void ZipArchive_DeclaredSizes_UnpacksNoMoreThanIsDeclared()
    {
        // What the check stands on: an entry of a megabyte that declares ten bytes.
        var file = WithDeclaredSize(SavedModel.Zip([("a", new byte[1 << 20])]), 10);
        using var archive = new ZipArchive(new MemoryStream(file), ZipArchiveMode.Read);
        using var stream = archive.Entries[0].Open();
        using var content = new MemoryStream();
        try
        {
            stream.CopyTo(content);
        }
        catch (InvalidDataException)
        {
            // A runtime may also refuse the entry.
        }
        Assert.IsLessThanOrEqualTo(10L, content.Length);
    }

    [TestMethod]
    public void LoadModel_NoArchive_NamesTheFile()
    {
        using var folder = new TemporaryFolder();
        var path = folder["model.zip"];
        foreach (var content in new[] { [], [1, 2, 3], new byte[100_000] })
        {
            File.WriteAllBytes(path, content);
            var error = Assert.ThrowsExactly<ModelFormatException>(() => new MLContext(1).SelfSupervised.LoadModel(path, out _));
            Assert.StartsWith($"The model file '{path}' cannot be loaded: it must be a zip archive, but: ", error.Message);
        }
    }

    private static void Check(params (string Name, byte[] Content)[] entries) => Check(SavedModel.Zip(entries));

    private static void Check(byte[] file) => ModelArchive.Check(new MemoryStream(file));

    // The unpacked size of the first entry stands 24 bytes after the signature of its record in the table of contents.
    private static byte[] WithDeclaredSize(byte[] file, int size)
    {
        byte[] changed = [.. file];
        var record = changed.AsSpan().IndexOf("PK\u0001\u0002"u8);
        BitConverter.GetBytes(size).CopyTo(changed, record + 24);
        return changed;
    }
}

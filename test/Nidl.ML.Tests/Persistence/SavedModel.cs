using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using Microsoft.ML;

namespace Nidl.ML.Tests.Persistence;

/// <summary>A tiny model as a file, and its entries to take apart and put together again.</summary>
internal static class SavedModel
{
    /// <summary>Where the content of an entry of ours begins: after ML.NET's header of 256 bytes and the length.</summary>
    public const int ContentStart = 256 + sizeof(long);

    private static readonly Lazy<byte[]> _chain = new(() => Save(withSchema: true));
    private static readonly Lazy<byte[]> _chainWithProbes = new(SaveProbes);
    private static readonly Lazy<byte[]> _part = new(SavePart);

    /// <summary>A chain of an embedding and a concatenation, as <c>mlContext.Model.Save</c> writes it.</summary>
    public static byte[] Chain => [.. _chain.Value];

    /// <summary>A chain with every part of ours that a model file can have, between ML.NET's.</summary>
    public static byte[] ChainWithProbes => [.. _chainWithProbes.Value];

    /// <summary>The content of our part of such a file, without ML.NET's header, its length and its checksum.</summary>
    public static byte[] Part => [.. _part.Value];

    public static byte[] Save(bool withSchema)
    {
        var ml = new MLContext(1);
        var view = Images.View(ml, 12);
        using var model = ml.SelfSupervised.SimClr("Embedding", "Image", Tiny.Options with { NumberOfEpochs = 1 })
            .Append(ml.Transforms.Concatenate("Mixed", "Embedding", "Embedding")).Fit(view);
        using var file = new MemoryStream();
        ml.Model.Save(model, withSchema ? view.Schema : null, file);
        return file.ToArray();
    }

    public static ITransformer Load(byte[] file, out DataViewSchema schema) =>
        new MLContext(1).SelfSupervised.LoadModel(new MemoryStream(file), out schema);

    public static EmbeddingTransformer ReadPart(byte[] content) => EmbeddingModelFile.Read(Reader(Sealed(content)), TorchSharp.torch.CPU);

    public static ProbeTransformer ReadProbe(byte[] content) => ProbeModelFile.Read(Reader(Sealed(content)), TorchSharp.torch.CPU);

    public static ArrayColumn ReadArrays(byte[] content) => ArrayModelFile.Read(Reader(Sealed(content)));

    public static BinaryReader Reader(byte[] part) => new(new MemoryStream(part));

    /// <summary>Calls a writer of a part and gets what it wrote.</summary>
    public static byte[] Written(Action<BinaryWriter> write)
    {
        using var part = new MemoryStream();
        using var writer = new BinaryWriter(part);
        write(writer);
        return part.ToArray();
    }

    /// <summary>Puts its length before a content and its checksum behind it.</summary>
    public static byte[] Sealed(byte[] content) =>
        [.. BitConverter.GetBytes((long)content.Length), .. content, .. BitConverter.GetBytes(Crc32.HashToUInt32(content))];

    /// <summary>Gets the content of a part.</summary>
    public static byte[] Unsealed(byte[] part) => part[sizeof(long)..^sizeof(uint)];

    /// <summary>Gets whether an entry of a model file is ours, by the name of its loader.</summary>
    public static bool IsOurs(byte[] entry) => entry.AsSpan(0, Math.Min(ContentStart, entry.Length)).IndexOf("Nidl"u8) >= 0;

    /// <summary>Makes the checksum right for the content of an entry of ours.</summary>
    public static byte[] Resealed(byte[] entry)
    {
        var end = ContentStart + (int)BitConverter.ToInt64(entry, ContentStart - sizeof(long));
        BitConverter.GetBytes(Crc32.HashToUInt32(entry.AsSpan(ContentStart..end))).CopyTo(entry, end);
        return entry;
    }

    public static List<(string Name, byte[] Content)> Unzip(byte[] file)
    {
        using var archive = new ZipArchive(new MemoryStream(file), ZipArchiveMode.Read);
        return [.. archive.Entries.Select(entry =>
        {
            using var content = new MemoryStream();
            using var stream = entry.Open();
            stream.CopyTo(content);
            return (entry.FullName, content.ToArray());
        })];
    }

    public static byte[] Zip(IEnumerable<(string Name, byte[] Content)> entries)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in entries)
            {
                using var stream = archive.CreateEntry(name).Open();
                stream.Write(content);
            }
        return file.ToArray();
    }

    /// <summary>Puts text of the same length in place of text in the entry that holds our part, behind a right checksum.</summary>
    public static byte[] Replace(byte[] file, string old, string replacement) =>
        Zip(Unzip(file).Select(entry => (entry.Name, Replaced(entry.Content, old, replacement))));

    /// <summary>Replaces the manifest of our part.</summary>
    public static byte[] WithManifest(byte[] part, Func<string, string> change)
    {
        var length = BitConverter.ToInt32(part);
        var manifest = Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(part, 4, length)));
        return [.. BitConverter.GetBytes(manifest.Length), .. manifest, .. part[(4 + length)..]];
    }

    private static byte[] SaveProbes()
    {
        var ml = new MLContext(1);
        var view = Images.View(ml, 12);
        using var model = ml.SelfSupervised.SimClr("Embedding", "Image", Tiny.Options with { NumberOfEpochs = 1 })
            .Append(ml.Transforms.CopyColumns("Path", "Label"))
            .Append(ml.Transforms.Conversion.MapValueToKey("Label"))
            .Append(ml.SelfSupervised.KnnProbe(options: new KnnOptions { Device = "cpu" }))
            .Append(ml.SelfSupervised.MlpProbe(options: new MlpProbeOptions { HiddenDimensions = [4], NumberOfEpochs = 1, Device = "cpu" }))
            .Append(ml.SelfSupervised.LinearProbe(task: ProbeTask.MulticlassClassification))
            .Append(ml.SelfSupervised.LoadArrays("Array", "Path", [2, 3])).Fit(view);
        using var file = new MemoryStream();
        ml.Model.Save(model, view.Schema, file);
        return file.ToArray();
    }

    private static byte[] SavePart()
    {
        using var transformer = Tiny.Fit(new MLContext(1));
        return Unsealed(Written(writer => EmbeddingModelFile.Write(transformer, writer)));
    }

    private static byte[] Replaced(byte[] content, string old, string replacement)
    {
        Assert.AreEqual(old.Length, replacement.Length);
        var at = content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(old));
        if (at >= 0)
            Encoding.UTF8.GetBytes(replacement).CopyTo(content, at);
        return IsOurs(content) ? Resealed(content) : content;
    }
}

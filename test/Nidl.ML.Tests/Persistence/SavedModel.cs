using System.IO.Compression;
using System.Text;
using Microsoft.ML;

namespace Nidl.ML.Tests.Persistence;

/// <summary>A tiny model as a file, and its entries to take apart and put together again.</summary>
internal static class SavedModel
{
    private static readonly Lazy<byte[]> _chain = new(() => Save(withSchema: true));
    private static readonly Lazy<byte[]> _chainWithProbes = new(SaveProbes);
    private static readonly Lazy<byte[]> _part = new(SavePart);

    /// <summary>A chain of an embedding and a concatenation, as <c>mlContext.Model.Save</c> writes it.</summary>
    public static byte[] Chain => [.. _chain.Value];

    /// <summary>A chain with every part of ours that a model file can have, between ML.NET's.</summary>
    public static byte[] ChainWithProbes => [.. _chainWithProbes.Value];

    /// <summary>Our part of such a file, without ML.NET's header.</summary>
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

    public static ITransformer Load(byte[] file, out DataViewSchema schema) => new MLContext(1).SelfSupervised.LoadModel(new MemoryStream(file), out schema);

    public static EmbeddingTransformer ReadPart(byte[] part)
    {
        using var reader = new BinaryReader(new MemoryStream(part));
        return EmbeddingModelFile.Read(reader, TorchSharp.torch.CPU);
    }

    public static ProbeTransformer ReadProbe(byte[] part)
    {
        using var reader = new BinaryReader(new MemoryStream(part));
        return ProbeModelFile.Read(reader, TorchSharp.torch.CPU);
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

    /// <summary>Puts text of the same length in place of text in the entry that holds our part.</summary>
    public static byte[] Replace(byte[] file, string old, string replacement) => Zip(Unzip(file).Select(entry => (entry.Name, Replaced(entry.Content, old, replacement))));

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
            .Append(ml.SelfSupervised.LoadNpy("Array", "Path", [2, 3])).Fit(view);
        using var file = new MemoryStream();
        ml.Model.Save(model, view.Schema, file);
        return file.ToArray();
    }

    private static byte[] SavePart()
    {
        using var transformer = Tiny.Fit(new MLContext(1));
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        EmbeddingModelFile.Write(transformer, writer);
        return file.ToArray();
    }

    private static byte[] Replaced(byte[] content, string old, string replacement)
    {
        Assert.AreEqual(old.Length, replacement.Length);
        var at = content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(old));
        if (at >= 0)
            Encoding.UTF8.GetBytes(replacement).CopyTo(content, at);
        return content;
    }
}

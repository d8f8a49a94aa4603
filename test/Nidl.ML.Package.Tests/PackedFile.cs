using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Nidl.ML.Package.Tests;

/// <summary>A file that <c>pack</c> made: what it holds, and what it says of itself.</summary>
internal sealed class PackedFile : IDisposable
{
    private readonly ZipArchive _archive;

    public PackedFile(string id, string extension = "nupkg")
    {
        Id = id;
        _archive = ZipFile.OpenRead(Path.Combine(PackedFeed.Folder, $"{id}.{PackedFeed.Version}.{extension}"));
        Metadata = XDocument.Parse(Text($"{id}.nuspec")).Root!.Elements().Single();
    }

    public string Id { get; }

    /// <summary>Gets the metadata element of the package's description.</summary>
    public XElement Metadata { get; }

    public IEnumerable<string> Entries => _archive.Entries.Select(entry => entry.FullName);

    /// <summary>Gets the dates of the files in the package, each once.</summary>
    public DateTime[] Dates => [.. _archive.Entries.Select(entry => entry.LastWriteTime.DateTime).Distinct()];

    /// <summary>Gets the text of the one element of a name in the package's description.</summary>
    public string Said(string name) => Element(name).Value;

    public XElement Element(string name) => Metadata.Elements().Single(element => element.Name.LocalName == name);

    /// <summary>Gets "id version" of each dependency, sorted.</summary>
    public string[] Dependencies() =>
        [.. Metadata.Descendants().Where(element => element.Name.LocalName == "dependency")
            .Select(dependency => $"{dependency.Attribute("id")!.Value} {dependency.Attribute("version")!.Value}")
            .Order(StringComparer.Ordinal)];

    public byte[] Bytes(string entry)
    {
        using var stream = (_archive.GetEntry(entry)
            ?? throw new AssertFailedException($"{Id} must hold {entry}, but holds {string.Join(", ", Entries)}.")).Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    public string Text(string entry)
    {
        using var reader = new StreamReader(new MemoryStream(Bytes(entry)));
        return reader.ReadToEnd();
    }

    public PEReader Assembly() => new(new MemoryStream(Bytes($"lib/net10.0/{Id}.dll")));

    public MetadataReaderProvider Symbols() =>
        MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(Bytes($"lib/net10.0/{Id}.pdb")));

    public void Dispose() => _archive.Dispose();
}

using System.Text;

namespace Nidl.ML.Losses.Tests.Native;

/// <summary>A shared library without code, made by hand: its symbols, and the versions that it requires of others' symbols.</summary>
/// <remarks>
/// In the file stand: the header (64 bytes), section headers (64 bytes each), names, symbols (24 bytes each), their versions (2 bytes
/// each), required libraries and versions (16 bytes each).
/// </remarks>
internal sealed record SmallLibrary
{
    public const string Initializer = "_ZSt21ios_base_library_initv";
    public const string Clock = "_ZNSt6chrono3_V212steady_clock3nowEv";
    public const string Wait = "_ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE";

    private const int SectionCount = 5;
    private const int NamesOffset = 64 + SectionCount * 64;

    /// <summary>What TorchSharp's library imports, as far as it matters, and a function of its own.</summary>
    public Symbol[] Symbols { get; init; } =
    [
        new("", 0),
        new("malloc", 2),
        new(Wait, 6),
        new(Clock, 4),
        new("_ZSt20__throw_system_errori", 3),
        new(Initializer, 5),
        new("THSTensor_new", 1, IsImport: false),
    ];

    public Requirement[] Requirements { get; init; } =
    [
        new("libc.so.6", [("GLIBC_2.2.5", 2)]),
        new("libstdc++.so.6", [("GLIBCXX_3.4.30", 6), ("GLIBCXX_3.4.19", 4), ("GLIBCXX_3.4.32", 5), ("GLIBCXX_3.4.11", 3)]),
    ];

    private int SymbolsOffset => NamesOffset + Names.Length;

    private int VersionsOffset => SymbolsOffset + 24 * Symbols.Length;

    private int RequirementsOffset => VersionsOffset + 2 * Symbols.Length;

    private int RequirementsLength => 16 * Requirements.Sum(requirement => 1 + requirement.Versions.Length);

    /// <summary>The texts, each ended by a zero byte.</summary>
    private string Names => string.Concat(
        Symbols.Select(symbol => symbol.Name)
            .Concat(Requirements.SelectMany(required => required.Versions.Select(version => version.Name).Prepend(required.Library)))
            .Select(name => name + "\0"));

    /// <summary>The place of a symbol's name offset, 4 bytes.</summary>
    public int PlaceOfName(int symbol) => SymbolsOffset + 24 * symbol;

    /// <summary>The place of a symbol's version, 2 bytes.</summary>
    public int PlaceOfVersion(int symbol) => VersionsOffset + 2 * symbol;

    /// <summary>The place of a required library's entry; those of its versions follow.</summary>
    public int PlaceOfRequirement(int library) =>
        RequirementsOffset + 16 * Requirements.Take(library).Sum(requirement => 1 + requirement.Versions.Length);

    public uint NameOffset(string name) => (uint)(name.Length == 0 ? 0 : Names.IndexOf($"\0{name}\0", StringComparison.Ordinal) + 1);

    public byte[] Build()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        WriteHeader(writer);
        writer.Write(new byte[64]); // section 0 is none
        WriteSection(writer, type: 3, NamesOffset, Names.Length, link: 0);
        WriteSection(writer, type: 11, SymbolsOffset, 24 * Symbols.Length, link: 1);
        WriteSection(writer, type: 0x6FFFFFFF, VersionsOffset, 2 * Symbols.Length, link: 2);
        WriteSection(writer, type: 0x6FFFFFFE, RequirementsOffset, RequirementsLength, link: 1);
        writer.Write(Encoding.ASCII.GetBytes(Names));
        foreach (var symbol in Symbols)
            WriteSymbol(writer, symbol);
        foreach (var symbol in Symbols)
            writer.Write(symbol.Version);
        foreach (var requirement in Requirements)
            WriteRequirement(writer, requirement, isLast: requirement == Requirements[^1]);
        return stream.ToArray();
    }

    private static void WriteHeader(BinaryWriter writer)
    {
        writer.Write([0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]); // 64 bits, little-endian
        writer.Write((ushort)3); // a shared library
        writer.Write((ushort)62); // x86-64
        writer.Write(1); // version
        writer.Write(0L); // entry
        writer.Write(0L); // program headers
        writer.Write(64L); // section headers
        writer.Write(0); // flags
        foreach (var value in new ushort[] { 64, 56, 0, 64, SectionCount, 0 })
            writer.Write(value);
    }

    private static void WriteSection(BinaryWriter writer, uint type, long offset, long length, uint link)
    {
        writer.Write(0); // name
        writer.Write(type);
        writer.Write(0L); // flags
        writer.Write(0L); // address
        writer.Write(offset);
        writer.Write(length);
        writer.Write(link);
        writer.Write(new byte[20]); // info, alignment, entry size
    }

    private void WriteSymbol(BinaryWriter writer, Symbol symbol)
    {
        writer.Write(NameOffset(symbol.Name));
        writer.Write((ushort)0x12); // a global function
        writer.Write((ushort)(symbol.IsImport ? 0 : 1));
        writer.Write(new byte[16]); // value, size
    }

    private void WriteRequirement(BinaryWriter writer, Requirement requirement, bool isLast)
    {
        var count = requirement.Versions.Length;
        writer.Write((ushort)1);
        writer.Write((ushort)count);
        writer.Write(NameOffset(requirement.Library));
        writer.Write(16);
        writer.Write(isLast ? 0 : 16 * (1 + count));
        foreach (var (name, number) in requirement.Versions)
        {
            writer.Write(0); // hash
            writer.Write((ushort)0); // flags
            writer.Write(number);
            writer.Write(NameOffset(name));
            writer.Write(name == requirement.Versions[^1].Name ? 0 : 16);
        }
    }

    /// <summary>A symbol and the number of its version.</summary>
    public sealed record Symbol(string Name, ushort Version, bool IsImport = true);

    /// <summary>A library and the versions required of it, each with the number that stands for it.</summary>
    public sealed record Requirement(string Library, (string Name, ushort Number)[] Versions);
}

namespace Nidl.ML.Losses;

/// <summary>The symbols that a shared library gives to others and imports from them, and the number of each one's version.</summary>
internal sealed class DynamicSymbols(ElfFile file)
{
    private const ulong EntrySize = 24;
    private const ushort NumberMask = 0x7FFF;

    private readonly ElfSection _symbols = file.Section(11); // SHT_DYNSYM
    private readonly ElfPart _versions = file.Section(0x6FFFFFFF).Content; // SHT_GNU_versym

    /// <summary>Gets the index of the import of a name.</summary>
    /// <exception cref="InvalidDataException">The library does not import it, or has two such imports.</exception>
    public ulong IndexOfImport(string name) => Only(index => IsImport(index, name), $"imports of '{name}'");

    /// <summary>Gets the index of the symbol of a version.</summary>
    /// <exception cref="InvalidDataException">No symbol is of that version, or two are.</exception>
    public ulong IndexOfVersion(ushort version) => Only(index => (Version(index) & NumberMask) == version, $"symbols of version {version}");

    /// <summary>Lets one symbol be looked up by another's name and by a version's number.</summary>
    public void Redirect(ulong index, ulong target, ushort version)
    {
        _symbols.Content.Write(index * EntrySize, NameOffset(target));
        _versions.Write(index * sizeof(ushort), version);
    }

    private ulong Only(Func<ulong, bool> matches, string what)
    {
        var found = new List<ulong>();
        for (var index = 0ul; index < _symbols.Content.Length / EntrySize; index++)
            if (matches(index))
                found.Add(index);
        return found is [var only] ? only : throw new InvalidDataException($"it has {found.Count} {what}, not 1");
    }

    private bool IsImport(ulong index, string name) =>
        _symbols.Content.UInt16(index * EntrySize + 6) == 0 && _symbols.Names.HasText(NameOffset(index), name);

    private uint NameOffset(ulong index) => _symbols.Content.UInt32(index * EntrySize);

    private ushort Version(ulong index) => _versions.UInt16(index * sizeof(ushort));
}

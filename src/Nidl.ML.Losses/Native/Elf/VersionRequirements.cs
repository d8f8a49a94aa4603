namespace Nidl.ML.Losses;

/// <summary>The versions of other libraries' symbols without which the loader refuses a shared library.</summary>
internal sealed class VersionRequirements(ElfFile file)
{
    private const ulong EntrySize = 16;
    private const ushort Weak = 2;

    private readonly ElfSection _section = file.Section(0x6FFFFFFE); // SHT_GNU_verneed

    private ElfPart Content => _section.Content;

    /// <summary>Gets the number that stands for a version in the table of the symbols' versions.</summary>
    /// <exception cref="InvalidDataException">The version is not required, or twice.</exception>
    public ushort Number(string version) => Content.UInt16(PlaceOf(version) + 6);

    /// <summary>Lets the loader do without a version, which no symbol must be of.</summary>
    /// <exception cref="InvalidDataException">The version is not required, or twice.</exception>
    public void MakeWeak(string version) => Content.Write(PlaceOf(version) + 4, Weak);

    private ulong PlaceOf(string version)
    {
        var found = Places().Where(place => _section.Names.HasText(Content.UInt32(place + 8), version)).ToList();
        return found is [var only] ? only : throw new InvalidDataException($"it requires {version} {found.Count} times, not once");
    }

    /// <summary>Gets the place of each version, library by library. Each entry names the distance to the next one, 0 at the last.</summary>
    private IEnumerable<ulong> Places()
    {
        var end = 0ul;
        for (ulong library = 0, next = 1; next != 0; library += next)
        {
            RequireAfter(library, ref end);
            var place = library + Content.UInt32(library + 8);
            for (var left = Content.UInt16(library + 2); left > 0; left--)
            {
                RequireAfter(place, ref end);
                yield return place;
                place += Content.UInt32(place + 12);
            }

            next = Content.UInt32(library + 12);
        }
    }

    // Entries come one after the other, as linkers write them: so a chain that leads back cannot go on without end.
    private static void RequireAfter(ulong place, ref ulong end)
    {
        if (place < end)
            throw new InvalidDataException("its required versions overlap");
        end = place + EntrySize;
    }
}

namespace Nidl.ML.Losses;

/// <summary>A shared library of Linux on 64-bit x86, as the System V gABI describes it: its sections, to read and to write.</summary>
internal sealed class ElfFile
{
    private const ulong SectionHeaderSize = 64;

    private readonly ElfPart _file;
    private readonly ElfPart _headers;

    /// <exception cref="InvalidDataException">The bytes are no such file.</exception>
    public ElfFile(byte[] bytes)
    {
        _file = new ElfPart(bytes);
        var (magic, classAndOrder, type, machine) = (_file.UInt32(0), _file.UInt16(4), _file.UInt16(16), _file.UInt16(18));
        if ((magic, classAndOrder, type, machine) is not (0x464C457F, 0x0102, 3, 62) || _file.UInt16(58) != SectionHeaderSize)
            throw new InvalidDataException("it is no shared library for Linux on 64-bit x86");
        _headers = _file.Slice(_file.UInt64(40), _file.UInt16(60) * SectionHeaderSize);
    }

    /// <summary>Gets the section of a type.</summary>
    /// <exception cref="InvalidDataException">There is none, or more than one, or it reaches beyond the file.</exception>
    public ElfSection Section(uint type)
    {
        ElfPart? found = null;
        for (var at = 0ul; at < _headers.Length; at += SectionHeaderSize)
        {
            if (_headers.UInt32(at + 4) != type)
                continue;
            if (found is not null)
                throw new InvalidDataException($"it has two sections of type 0x{type:x}");
            found = _headers.Slice(at, SectionHeaderSize);
        }

        var header = found ?? throw new InvalidDataException($"it has no section of type 0x{type:x}");
        return new(Content(header), Content(_headers.Slice(header.UInt32(40) * SectionHeaderSize, SectionHeaderSize)));
    }

    private ElfPart Content(ElfPart header) => _file.Slice(header.UInt64(24), header.UInt64(32));
}

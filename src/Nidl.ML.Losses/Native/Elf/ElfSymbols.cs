using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Text;

namespace Nidl.ML.Losses;

/// <summary>
/// Finds in a library of Linux on 64-bit x86 what it has under a name but does not export, if its table of all symbols was left in.
/// </summary>
internal static unsafe class ElfSymbols
{
    private const int SectionHeaderSize = 64;
    private const uint SymbolTable = 2;

    /// <summary>
    /// Gets where a symbol lies, counted from where the library is loaded; null if the file has no table or the table no such name.
    /// </summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The file is damaged.</exception>
    public static ulong? Find(string path, string name)
    {
        using var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        using var view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            return Find(new ReadOnlySpan<byte>(start, checked((int)view.Capacity)), Encoding.ASCII.GetBytes($"\0{name}\0"));
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    private static ulong? Find(ReadOnlySpan<byte> file, ReadOnlySpan<byte> name)
    {
        var headers = file.Slice((int)Number<ulong>(file, 40), Number<ushort>(file, 60) * SectionHeaderSize);
        for (var at = 0; at < headers.Length; at += SectionHeaderSize)
        {
            var header = headers.Slice(at, SectionHeaderSize);
            if (Number<uint>(header, 4) != SymbolTable)
                continue;
            var names = Content(file, headers.Slice((int)Number<uint>(header, 40) * SectionHeaderSize, SectionHeaderSize));
            return Find(Content(file, header), names.IndexOf(name) + 1);
        }
        return null;
    }

    // 0 is the place of the empty name, of which there may be many.
    private static ulong? Find(ReadOnlySpan<byte> table, int name)
    {
        foreach (ref readonly var symbol in MemoryMarshal.Cast<byte, Symbol>(table))
            if (name != 0 && symbol.Name == name)
                return symbol.Value;
        return null;
    }

    private static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> file, ReadOnlySpan<byte> header) =>
        file.Slice((int)Number<ulong>(header, 24), (int)Number<ulong>(header, 32));

    private static T Number<T>(ReadOnlySpan<byte> bytes, int offset) where T : struct => MemoryMarshal.Read<T>(bytes[offset..]);

    private readonly record struct Symbol(uint Name, uint Kind, ulong Value, ulong Size);
}

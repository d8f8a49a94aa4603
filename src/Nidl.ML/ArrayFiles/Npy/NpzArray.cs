using System.IO.Compression;

namespace Nidl.ML;

/// <summary>An array of an archive, in memory as the file has it, whose first index counts rows.</summary>
/// <param name="Blocks">How its values are read.</param>
/// <param name="RowCount">The number of rows.</param>
/// <param name="RowShape">The shape of a row.</param>
/// <param name="Bytes">The values.</param>
internal sealed record NpzArray(ArrayBlocks Blocks, int RowCount, InputShape RowShape, byte[] Bytes)
{
    // The most that a byte of deflate can become.
    private const long MostExpansion = 1032;

    private int RowBytes => RowShape.Size * Blocks.Element.Size;

    /// <exception cref="InvalidDataException">The entry is not one of an array that can be used.</exception>
    public static NpzArray Read(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        var header = NpyHeader.Read(stream);
        if (header.IsFortranOrder && header.Shape.Rank > 1)
            throw new InvalidDataException("its last index must run fastest ('fortran_order' False), but its first does");
        var bytes = (long)header.Shape.Size * header.Element.Size;
        if (bytes > Array.MaxLength || bytes / MostExpansion > entry.CompressedLength)
            throw new InvalidDataException(
                $"its values must have at most {Array.MaxLength} bytes and be in the archive, but its header announces {bytes}");
        var values = new byte[bytes];
        var read = stream.ReadAtLeast(values, values.Length, throwOnEndOfStream: false);
        if (read < values.Length)
            throw new InvalidDataException($"it must have {bytes} bytes of values, but ends after {read}");
        InputShape rowShape = header.Shape.Rank == 1 ? [1] : InputShape.Create([.. header.Shape.Skip(1)]);
        return new(new ArrayBlocks(header.Element, header.IsSwapped), (int)header.Shape[0], rowShape, values);
    }

    /// <summary>Gets the values of a row.</summary>
    public void ReadRow(int row, Span<float> destination)
    {
        using var stream = new MemoryStream(Bytes, row * RowBytes, RowBytes, writable: false);
        Blocks.Read(stream, places: null, destination);
    }
}

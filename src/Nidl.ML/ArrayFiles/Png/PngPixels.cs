namespace Nidl.ML;

/// <summary>Reads the packed pixels of a PNG file: what its chunks IDAT hold, one after the other.</summary>
internal static class PngPixels
{
    private const string Pixels = "IDAT";
    private const string Last = "IEND";

    /// <summary>Reads the chunks behind the header to the last one, so that all checksums are compared.</summary>
    /// <returns>The packed pixels, at their start; they take no more memory than the file has bytes.</returns>
    /// <exception cref="InvalidDataException">
    /// A checksum is wrong, a chunk is of a kind that must be understood but is not, there are no pixels, or the file ends before.
    /// </exception>
    public static MemoryStream Read(PngChunks chunks)
    {
        var packed = new MemoryStream();
        while (chunks.MoveNext() != Last)
        {
            if (chunks.Type == Pixels)
                chunks.CopyTo(packed);
            else
                CheckKnown(chunks.Type);
            chunks.End();
        }
        chunks.End();
        if (packed.Length == 0)
            throw new InvalidDataException($"it must have pixels, chunks {Pixels}, but has none");
        packed.Position = 0;
        return packed;
    }

    // A chunk that a reader must know has a capital first letter; others, such as a gamma or a text, do not change the stored values.
    private static void CheckKnown(string type)
    {
        if (char.IsAsciiLetterUpper(type[0]))
            throw new InvalidDataException($"its chunks must be of those that a gray image has, but one is '{type}'");
    }
}

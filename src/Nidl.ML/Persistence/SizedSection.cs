namespace Nidl.ML;

/// <summary>A section of a file of ours after its length, an int64, that is known only once the section is written.</summary>
internal static class SizedSection
{
    /// <summary>
    /// Calls <paramref name="write"/>, which writes to the writer or to its stream, and puts the length of what it wrote before it.
    /// </summary>
    public static void Write(BinaryWriter writer, Action write)
    {
        writer.Flush();
        var stream = writer.BaseStream;
        var start = stream.Position;
        writer.Write(0L);
        writer.Flush();
        write();
        writer.Flush();
        var end = stream.Position;
        stream.Position = start;
        writer.Write(end - start - sizeof(long));
        writer.Flush();
        stream.Position = end;
    }
}

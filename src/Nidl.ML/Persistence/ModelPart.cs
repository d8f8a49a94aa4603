using System.Globalization;
using Microsoft.ML;

namespace Nidl.ML;

/// <summary>
/// A kind of part that we write into ML.NET's model files. After ML.NET's header:
/// <code>
/// int64   length of the content
/// int32   length of the manifest        byte[]  manifest, JSON (UTF-8)
/// byte[]  what belongs to the manifest, for example weights; may be empty
/// uint32  CRC-32 of the content, which is all between the first length and this
/// </code>
/// It is data alone: no type is named.
/// </summary>
/// <param name="Name">What the part is called in messages.</param>
/// <param name="Signature">What ML.NET's header says that it is: 8 characters.</param>
/// <param name="Loader">The name under which its loader stands in the assembly's attributes: at most 24 characters.</param>
internal sealed record ModelPart(string Name, string Signature, string Loader)
{
    private const int LargestManifest = 1 << 24;

    /// <summary>Writes ML.NET's header; gets the writer of what follows.</summary>
    public BinaryWriter Begin(ModelSaveContext context) => MLNetInternals.BeginSave(context, Signature, Loader);

    /// <summary>Checks ML.NET's header; gets the reader of what follows.</summary>
    public BinaryReader Begin(ModelLoadContext context) => MLNetInternals.BeginLoad(context, Signature, Loader);

    /// <summary>Writes what follows ML.NET's header.</summary>
    /// <param name="writer">Where to write; its stream can seek and be read.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="writeRest">Writes to the stream what belongs to the manifest.</param>
    public static void Write(BinaryWriter writer, byte[] manifest, Action<Stream>? writeRest = null)
    {
        var stream = writer.BaseStream;
        writer.Flush();
        var start = stream.Position + sizeof(long);
        SizedSection.Write(writer, () =>
        {
            writer.Write(manifest.Length);
            writer.Write(manifest);
            writer.Flush();
            writeRest?.Invoke(stream);
        });
        stream.Position = start;
        writer.Write(StreamChecksum.Of(stream).Checksum);
        writer.Flush();
    }

    /// <summary>Reads what follows ML.NET's header, once its checksum was found right.</summary>
    /// <param name="reader">Where to read; its stream can seek.</param>
    /// <param name="parse">Reads the manifest.</param>
    /// <param name="readRest">Reads what belongs to the manifest: so many bytes of the stream.</param>
    /// <exception cref="ModelFormatException">It is damaged, malformed or of a newer format.</exception>
    public TResult Read<TManifest, TResult>(
        BinaryReader reader, Func<byte[], TManifest> parse, Func<TManifest, Stream, long, TResult> readRest)
    {
        try
        {
            var end = CheckContent(reader);
            var manifest = parse(ReadManifest(reader, end));
            var result = readRest(manifest, reader.BaseStream, end - reader.BaseStream.Position);
            reader.BaseStream.Position = end + sizeof(uint);
            return result;
        }
        catch (EndOfStreamException failure)
        {
            throw new ModelFormatException($"The {Name} must be whole, but the file ends within it.", failure);
        }
    }

    // Returns where the content ends; the reader is at its start.
    private long CheckContent(BinaryReader reader)
    {
        var length = reader.ReadInt64();
        var start = reader.BaseStream.Position;
        if (length < 0 || length > reader.BaseStream.Length - start - sizeof(uint))
            throw new ModelFormatException(
                FormattableString.Invariant($"The {Name} must lie within the file, but {length} bytes are announced."));
        var found = StreamChecksum.Of(reader.BaseStream, length).Checksum;
        if (reader.ReadUInt32() is var written && written != found)
            throw new ModelFormatException(
                $"The {Name} must have the checksum that was written with it, {written:X8}, but has {found:X8}: the file is damaged.");
        reader.BaseStream.Position = start;
        return start + length;
    }

    private byte[] ReadManifest(BinaryReader reader, long end)
    {
        var length = reader.ReadInt32();
        if (length is < 0 or > LargestManifest || length > end - reader.BaseStream.Position)
            throw new ModelFormatException(string.Create(
                CultureInfo.InvariantCulture,
                $"The manifest of the {Name} must lie within the file and have at most {LargestManifest} bytes, "
                + $"but {length} are announced."));
        return reader.ReadBytes(length);
    }
}

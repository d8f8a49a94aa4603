using System.Security.Cryptography;
using System.Text;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// The file of a checkpoint, little-endian:
/// <code>
/// byte[8]  NIDLCKPT                     int32    version of the format
/// int32    length of the manifest      byte[]   manifest, JSON (UTF-8)
/// int64    length of the weights       byte[]   weights, safetensors
/// int64    length of the state         byte[]   the optimizer's state, in TorchSharp's format
/// byte[32] SHA-256 of all before
/// </code>
/// </summary>
internal static class CheckpointFile
{
    /// <summary>The version that this code writes, and the newest that it reads. 1: the first.</summary>
    public const int CurrentFormat = 1;

    private const int HeaderLength = 12;

    private static readonly byte[] _mark = Encoding.ASCII.GetBytes("NIDLCKPT");

    /// <summary>Writes a file.</summary>
    /// <exception cref="IOException">It cannot be written; a file of that name is as it was.</exception>
    public static void Write(
        string path, CheckpointManifest manifest, IEnumerable<KeyValuePair<string, Tensor>> weights, OptimizerHelper optimizer) =>
        AtomicFile.Write(path, stream => Write(stream, manifest, weights, optimizer));

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelFormatException">
    /// It is no whole checkpoint of a known format; the message names the file and the cause.
    /// </exception>
    public static Checkpoint Read(string path)
    {
        using var stream = File.OpenRead(path);
        try
        {
            return Read(path, stream);
        }
        catch (Exception failure) when (failure is ModelFormatException or EndOfStreamException)
        {
            throw Unreadable(path, failure.Message, failure);
        }
    }

    /// <summary>Creates the exception for a file that cannot be read.</summary>
    public static ModelFormatException Unreadable(string path, string cause, Exception inner) =>
        new($"The checkpoint '{path}' cannot be read: {cause}", inner);

    private static void Write(
        Stream stream, CheckpointManifest manifest, IEnumerable<KeyValuePair<string, Tensor>> weights, OptimizerHelper optimizer)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(_mark);
        writer.Write(CurrentFormat);
        var text = manifest.Write();
        writer.Write(text.Length);
        writer.Write(text);
        SizedSection.Write(writer, () => SafetensorsWriter.Write(stream, weights));
        SizedSection.Write(writer, () => optimizer.save_state_dict(writer));
        writer.Flush();
        stream.Position = 0;
        var hash = SHA256.HashData(stream);
        stream.Write(hash);
    }

    private static Checkpoint Read(string path, FileStream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        if (stream.Length < HeaderLength || !reader.ReadBytes(_mark.Length).AsSpan().SequenceEqual(_mark))
            throw new ModelFormatException("it is no checkpoint of Nidl.ML.");
        if (reader.ReadInt32() is var format && format > CurrentFormat)
            throw new ModelFormatException(FormattableString.Invariant(
                $"it is of format {format}, and this version of Nidl.ML reads up to {CurrentFormat}; update Nidl.ML."));
        CheckHash(stream);
        stream.Position = HeaderLength;
        var manifest = CheckpointManifest.Read(reader.ReadBytes((int)CheckedLength(reader.ReadInt32(), stream)));
        var weights = SafetensorsReader.Read(stream, CheckedLength(reader.ReadInt64(), stream));
        return new Checkpoint(path, manifest, weights, stream.Position + sizeof(long));
    }

    private static void CheckHash(FileStream stream)
    {
        var covered = stream.Length - SHA256.HashSizeInBytes;
        if (covered < HeaderLength)
            throw new ModelFormatException("it is truncated.");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        stream.Position = 0;
        for (var left = covered; left > 0;)
        {
            var read = stream.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
            hash.AppendData(buffer, 0, read);
            left -= read;
        }
        var saved = new byte[SHA256.HashSizeInBytes];
        stream.ReadExactly(saved);
        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(saved))
            throw new ModelFormatException("it is truncated or corrupt: its hash does not match its contents.");
    }

    private static long CheckedLength(long length, FileStream stream) =>
        length >= 0 && length <= stream.Length - stream.Position
            ? length
            : throw new ModelFormatException(FormattableString.Invariant($"a section of {length} bytes does not lie within the file."));
}

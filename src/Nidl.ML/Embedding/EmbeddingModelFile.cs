using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Our part of ML.NET's model file. After ML.NET's header:
/// <code>
/// int32   length of the manifest        byte[]  manifest, JSON (UTF-8)
/// int64   length of the weights         byte[]  weights, safetensors, named as in the encoder's state
/// </code>
/// It is data alone: no type is named, and the encoder comes from a closed list or from what the program has registered.
/// </summary>
internal static class EmbeddingModelFile
{
    private const int LargestManifest = 1 << 24;

    private static readonly ModelLoaderRegistration.Header _header = new("NIDL EMB", "NidlEmbedding", 0x00010001, 0x00010001, 0x00010001);

    /// <summary>Makes the loader known to ML.NET's catalog.</summary>
    public static void Register(ComponentCatalog catalog) => ModelLoaderRegistration.Register(catalog, typeof(EmbeddingModelFile), typeof(EmbeddingTransformer), _header);

    public static void Save(EmbeddingTransformer transformer, ModelSaveContext context) =>
        Write(transformer, ModelLoaderRegistration.BeginSave(context, _header, Assembly.GetExecutingAssembly()));

    /// <summary>Writes what follows ML.NET's header.</summary>
    public static void Write(EmbeddingTransformer transformer, BinaryWriter writer)
    {
        var manifest = EmbeddingManifest.Write(transformer.Description);
        writer.Write(manifest.Length);
        writer.Write(manifest);
        transformer.FrozenEncoder.Use(module => WriteWeights(writer, module));
    }

    /// <summary>Reads what follows ML.NET's header.</summary>
    /// <exception cref="ModelFormatException">It is malformed or of a newer format.</exception>
    public static EmbeddingTransformer Read(BinaryReader reader, Device device)
    {
        try
        {
            var description = EmbeddingManifest.Read(ReadManifest(reader));
            using var weights = ReadWeights(reader, description);
            return new EmbeddingTransformer(description, EmbeddingNetwork.Create(description, weights, device), device);
        }
        catch (EndOfStreamException failure)
        {
            throw new ModelFormatException("The embedding must have a manifest and weights, but the file ends within it.", failure);
        }
    }

    // Called by ML.NET, by name; its context's type is not public.
    private static EmbeddingTransformer Create(IHostEnvironment env, object ctx) =>
        Read(ModelLoaderRegistration.BeginLoad(ctx), ComputeDevice.Resolve(null, SelfSupervisedCatalog.ContextOf(env)));

    private static void WriteWeights(BinaryWriter writer, nn.Module module)
    {
        writer.Flush();
        var stream = writer.BaseStream;
        var start = stream.Position;
        writer.Write(0L);
        SafetensorsWriter.Write(stream, module.state_dict());
        var end = stream.Position;
        stream.Position = start;
        writer.Write(end - start - sizeof(long));
        stream.Position = end;
    }

    private static byte[] ReadManifest(BinaryReader reader)
    {
        var length = reader.ReadInt32();
        if (length is < 0 or > LargestManifest || length > reader.BaseStream.Length - reader.BaseStream.Position)
            throw new ModelFormatException($"The manifest of the embedding must lie within the file and have at most {LargestManifest} bytes, but {length} are announced.");
        return reader.ReadBytes(length);
    }

    private static SafetensorsFile ReadWeights(BinaryReader reader, EmbeddingDescription description)
    {
        var length = reader.ReadInt64();
        if (length < 0 || length > reader.BaseStream.Length - reader.BaseStream.Position)
            throw new ModelFormatException($"The weights of the embedding must lie within the file, but {length} bytes are announced.");
        return SafetensorsReader.Read(reader.BaseStream, length, header => EmbeddingNetwork.CheckCount(description, header));
    }
}

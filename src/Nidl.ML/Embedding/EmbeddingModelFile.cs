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

    public static void Save(EmbeddingTransformer transformer, ModelSaveContext context)
    {
        var writer = ModelLoaderRegistration.BeginSave(context, _header, Assembly.GetExecutingAssembly());
        var manifest = EmbeddingManifest.Write(transformer.Description);
        writer.Write(manifest.Length);
        writer.Write(manifest);
        transformer.FrozenEncoder.Use(module => WriteWeights(writer, module));
    }

    // Called by ML.NET, by name; its context's type is not public.
    private static EmbeddingTransformer Create(IHostEnvironment env, object ctx)
    {
        var reader = ModelLoaderRegistration.BeginLoad(ctx);
        var description = EmbeddingManifest.Read(ReadManifest(reader));
        var length = reader.ReadInt64();
        if (length < 0 || length > reader.BaseStream.Length - reader.BaseStream.Position)
            throw new ModelFormatException($"The weights of the embedding must lie within the file, but {length} bytes are announced.");
        using var weights = SafetensorsReader.Read(reader.BaseStream, length);
        var device = ComputeDevice.Resolve(null, env as MLContext);
        return new EmbeddingTransformer(description, CreateModule(description, weights, device), device);
    }

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

    private static nn.Module<Tensor, Tensor> CreateModule(EmbeddingDescription description, SafetensorsFile weights, Device device)
    {
        using var scope = NewDisposeScope();
        var module = WeightInitialization.Create(0, () => description.Encoder.CreateModule(description.InputShape));
        try
        {
            WeightsLoader.Load(module, weights.Tensors);
            module.to(device);
            scope.Detach(module.parameters().Concat(module.buffers()));
            return module;
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }
}

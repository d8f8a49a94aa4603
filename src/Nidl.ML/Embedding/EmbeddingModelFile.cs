using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Our part of ML.NET's model file, a <see cref="NetworkPart"/>; the encoder comes from a closed list or from what the program has registered.</summary>
internal static class EmbeddingModelFile
{
    private static readonly ModelLoaderRegistration.Header _header = new("NIDL EMB", "NidlEmbedding", 0x00010001, 0x00010001, 0x00010001);

    private static readonly NetworkPart _part = new("embedding");

    /// <summary>Makes the loader known to ML.NET's catalog.</summary>
    public static void Register(ComponentCatalog catalog) => ModelLoaderRegistration.Register(catalog, typeof(EmbeddingModelFile), typeof(EmbeddingTransformer), _header);

    public static void Save(EmbeddingTransformer transformer, ModelSaveContext context) =>
        Write(transformer, ModelLoaderRegistration.BeginSave(context, _header, Assembly.GetExecutingAssembly()));

    /// <summary>Writes what follows ML.NET's header.</summary>
    public static void Write(EmbeddingTransformer transformer, BinaryWriter writer) =>
        NetworkPart.Write(writer, EmbeddingManifest.Write(transformer.Description), transformer.FrozenEncoder);

    /// <summary>Reads what follows ML.NET's header.</summary>
    /// <exception cref="ModelFormatException">It is malformed or of a newer format.</exception>
    public static EmbeddingTransformer Read(BinaryReader reader, Device device) => _part.Read(
        reader, EmbeddingManifest.Read, EmbeddingNetwork.CheckCount,
        (description, weights) => new EmbeddingTransformer(description, EmbeddingNetwork.Create(description, weights, device), device));

    // Called by ML.NET, by name; its context's type is not public.
    private static EmbeddingTransformer Create(IHostEnvironment env, object ctx) =>
        Read(ModelLoaderRegistration.BeginLoad(ctx), ComputeDevice.Resolve(null, SelfSupervisedCatalog.ContextOf(env)));
}

using Microsoft.ML;
using Microsoft.ML.Runtime;
using Nidl.ML;
using static TorchSharp.torch;

[assembly: LoadableClass(
    typeof(EmbeddingTransformer), typeof(EmbeddingModelFile), null, typeof(SignatureLoadModel), "Self-supervised embedding",
    EmbeddingModelFile.Loader)]

namespace Nidl.ML;

/// <summary>
/// The embedding's part of ML.NET's model file, a <see cref="NetworkPart"/>; the encoder comes from a closed list or from what the program
/// has registered.
/// </summary>
internal static class EmbeddingModelFile
{
    public const string Loader = "NidlEmbedding";

    private static readonly ModelPart _part = new("embedding", "NIDL EMB", Loader);

    public static void Save(EmbeddingTransformer transformer, ModelSaveContext context) => Write(transformer, _part.Begin(context));

    /// <summary>Writes what follows ML.NET's header.</summary>
    public static void Write(EmbeddingTransformer transformer, BinaryWriter writer) =>
        NetworkPart.Write(writer, EmbeddingManifest.Write(transformer.Description), transformer.FrozenNetwork);

    /// <summary>Reads what follows ML.NET's header.</summary>
    /// <exception cref="ModelFormatException">It is damaged, malformed or of a newer format.</exception>
    public static EmbeddingTransformer Read(BinaryReader reader, Device device) => NetworkPart.Read(
        _part, reader, EmbeddingManifest.Read, EmbeddingNetwork.CheckCount,
        (description, weights) => new EmbeddingTransformer(description, EmbeddingNetwork.Create(description, weights, device), device));

    // Called by ML.NET, by name.
    private static EmbeddingTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => Read(_part.Begin(ctx), ComputeDevice.Of(env));
}

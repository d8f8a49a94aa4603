using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Nidl.ML;

[assembly: LoadableClass(
    typeof(NpyLoadingTransformer), typeof(NpyModelFile), null, typeof(SignatureLoadModel), "Loader of .npy files", NpyModelFile.Loader)]

namespace Nidl.ML;

/// <summary>
/// The part of ML.NET's model file that belongs to the loader of <c>.npy</c> files, a <see cref="ModelPart"/> of a manifest alone: the
/// columns' names and the arrays' shape.
/// </summary>
internal static class NpyModelFile
{
    public const string Loader = "NidlNpyLoader";

    /// <summary>The version that this code writes, and the newest that it reads. 1: the first.</summary>
    public const int CurrentFormat = 1;

    private const int LargestRank = 32;

    private static readonly ModelPart _part = new(".npy loader", "NIDL NPY", Loader);

    public static void Save(NpyColumn column, ModelSaveContext context) => Write(column, _part.Begin(context));

    /// <summary>Writes what follows ML.NET's header.</summary>
    public static void Write(NpyColumn column, BinaryWriter writer) =>
        ModelPart.Write(writer, new ModelManifest<NpyColumn>(CurrentFormat, ReadableFrom: 1, ManifestJson.Writer, column).Write());

    /// <summary>Reads what follows ML.NET's header.</summary>
    /// <exception cref="ModelFormatException">It is damaged, malformed or of a newer format.</exception>
    public static NpyColumn Read(BinaryReader reader) =>
        _part.Read(reader, manifest => ModelManifest.Read<NpyColumn>(manifest, _part.Name, CurrentFormat, Check), (column, _, _) => column);

    // Called by ML.NET, by name.
    private static NpyLoadingTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => new(Read(_part.Begin(ctx)));

    private static void Check(NpyColumn column)
    {
        if (column.Name.Length == 0 || column.PathColumnName.Length == 0 || column.Shape.Rank > LargestRank)
            throw new JsonException($"it must have two column names and a shape of at most {LargestRank} dimensions");
    }
}

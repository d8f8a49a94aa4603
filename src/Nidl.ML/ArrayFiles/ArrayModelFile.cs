using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Nidl.ML;

[assembly: LoadableClass(
    typeof(ArrayLoadingTransformer), typeof(ArrayModelFile), null, typeof(SignatureLoadModel), "Loader of array files",
    ArrayModelFile.Loader)]

namespace Nidl.ML;

/// <summary>
/// The part of ML.NET's model file that belongs to the loader of array files, a <see cref="ModelPart"/> of a manifest alone: the columns'
/// names, the arrays' shape, where the voxels lie, the format of the files and how they are read.
/// </summary>
internal static class ArrayModelFile
{
    public const string Loader = "NidlArrayLoader";

    /// <summary>The version that this code writes, and the newest that it reads. 1: the first.</summary>
    public const int CurrentFormat = 1;

    private const int LargestRank = 32;

    private static readonly ModelPart _part = new("array loader", "NIDL ARR", Loader);

    public static void Save(ArrayColumn column, ModelSaveContext context) => Write(column, _part.Begin(context));

    /// <summary>Writes what follows ML.NET's header.</summary>
    public static void Write(ArrayColumn column, BinaryWriter writer) =>
        ModelPart.Write(writer, new ModelManifest<ArrayColumn>(CurrentFormat, ReadableFrom: 1, ManifestJson.Writer, column).Write());

    /// <summary>Reads what follows ML.NET's header.</summary>
    /// <exception cref="ModelFormatException">It is damaged, malformed or of a newer format.</exception>
    public static ArrayColumn Read(BinaryReader reader) =>
        _part.Read(
            reader, manifest => ModelManifest.Read<ArrayColumn>(manifest, _part.Name, CurrentFormat, Check), (column, _, _) => column);

    // Called by ML.NET, by name.
    private static ArrayLoadingTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => new(env, Read(_part.Begin(ctx)));

    private static void Check(ArrayColumn column)
    {
        if (column.Name.Length == 0 || column.PathColumnName.Length == 0 || column.Shape.Rank > LargestRank)
            throw new JsonException($"it must have two column names and a shape of at most {LargestRank} dimensions");
        if (column.Reading.ReadAheadBytes < 0 || column.Reading.CacheBytes < 0)
            throw new JsonException("it must read ahead and remember nothing or more");
    }
}

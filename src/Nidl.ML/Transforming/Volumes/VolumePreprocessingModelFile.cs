using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Nidl.ML;

[assembly: LoadableClass(
    typeof(VolumePreprocessingTransformer), typeof(VolumePreprocessingModelFile), null, typeof(SignatureLoadModel),
    "Preprocessing of volumes",
    VolumePreprocessingModelFile.Loader)]

namespace Nidl.ML;

/// <summary>
/// The part of ML.NET's model file that belongs to the preprocessing of volumes, a <see cref="ModelPart"/> of a manifest alone: the
/// columns' names, the shape of a volume and the steps.
/// </summary>
internal static class VolumePreprocessingModelFile
{
    public const string Loader = "NidlVolumePreprocessing";

    /// <summary>The version that this code writes, and the newest that it reads. 1: the first.</summary>
    public const int CurrentFormat = 1;

    private static readonly ModelPart _part = new("preprocessing of volumes", "NIDL VOL", Loader);

    public static void Save(PreprocessedColumn column, ModelSaveContext context) => Write(column, _part.Begin(context));

    /// <summary>Writes what follows ML.NET's header.</summary>
    public static void Write(PreprocessedColumn column, BinaryWriter writer) =>
        ModelPart.Write(writer, new ModelManifest<PreprocessedColumn>(CurrentFormat, ReadableFrom: 1, ManifestJson.Writer, column).Write());

    /// <summary>Reads what follows ML.NET's header.</summary>
    /// <exception cref="ModelFormatException">It is damaged, malformed or of a newer format.</exception>
    public static PreprocessedColumn Read(BinaryReader reader) => _part.Read(
        reader, manifest => ModelManifest.Read<PreprocessedColumn>(manifest, _part.Name, CurrentFormat, Check), (column, _, _) => column);

    // Called by ML.NET, by name.
    private static VolumePreprocessingTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => new(Read(_part.Begin(ctx)));

    private static void Check(PreprocessedColumn column)
    {
        if (column.Name.Length == 0 || column.SourceName.Length == 0)
            throw new JsonException("it must have two column names");
        if (column.Steps.Any(step => step is null))
            throw new JsonException("no step may be null");
        SpatialRows.Volumes.CheckInputShape("PreprocessVolumes", column.SourceShape);
        _ = column.Shape;
    }
}

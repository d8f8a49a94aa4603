using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Nidl.ML;

[assembly: LoadableClass(
    typeof(ImageLoadingTransformer), typeof(ImageModelFile), null, typeof(SignatureLoadModel), "Loader of image files",
    ImageModelFile.Loader)]

namespace Nidl.ML;

/// <summary>
/// The part of ML.NET's model file that belongs to the loader of image files, a <see cref="ModelPart"/> of a manifest alone: names and
/// options.
/// </summary>
internal static class ImageModelFile
{
    public const string Loader = "NidlImageLoader";

    /// <summary>The version that this code writes, and the newest that it reads. 1: the first.</summary>
    public const int CurrentFormat = 1;

    private static readonly ModelPart _part = new("image loader", "NIDL IMG", Loader);

    public static void Save(ImageFileColumn column, ModelSaveContext context) => Write(column, _part.Begin(context));

    /// <summary>Writes what follows ML.NET's header.</summary>
    public static void Write(ImageFileColumn column, BinaryWriter writer) =>
        ModelPart.Write(writer, new ModelManifest<ImageFileColumn>(CurrentFormat, ReadableFrom: 1, ManifestJson.Writer, column).Write());

    /// <summary>Reads what follows ML.NET's header.</summary>
    /// <exception cref="ModelFormatException">It is damaged, malformed or of a newer format.</exception>
    public static ImageFileColumn Read(BinaryReader reader) =>
        _part.Read(
            reader, manifest => ModelManifest.Read<ImageFileColumn>(manifest, _part.Name, CurrentFormat, Check), (column, _, _) => column);

    // Called by ML.NET, by name.
    private static ImageLoadingTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => new(env, Read(_part.Begin(ctx)));

    private static void Check(ImageFileColumn column)
    {
        if (column.Name.Length == 0 || column.PathColumnName.Length == 0)
            throw new JsonException("it must have two column names");
    }
}

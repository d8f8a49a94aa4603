using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Nidl.ML;

/// <summary>
/// The loader's part of ML.NET's model file. After ML.NET's header an empty string, the version of the format and the oldest version whose
/// reader understands it (int32 each), the names of the column of arrays and of the column of paths (strings), the number of dimensions
/// (int32) and the dimensions (int64).
/// </summary>
internal static class NpyModelFile
{
    /// <summary>The version that this code writes, and the newest that it reads. 1: begins with the names. 2: before them, its version.</summary>
    public const int CurrentFormat = 2;

    private const int LargestRank = 32;

    private static readonly ModelLoaderRegistration.Header _header = new("NIDL NPY", "NidlNpyLoader", 0x00010001, 0x00010001, 0x00010001);

    /// <summary>Makes the loader known to ML.NET's catalog.</summary>
    public static void Register(ComponentCatalog catalog) =>
        ModelLoaderRegistration.Register(catalog, typeof(NpyModelFile), typeof(NpyLoadingTransformer), _header);

    public static void Save(NpyColumn column, ModelSaveContext context) =>
        Write(column, ModelLoaderRegistration.BeginSave(context, _header, Assembly.GetExecutingAssembly()));

    /// <summary>Writes what follows ML.NET's header.</summary>
    public static void Write(NpyColumn column, BinaryWriter writer)
    {
        // No name is empty, so format 1 never began like this.
        writer.Write("");
        writer.Write(CurrentFormat);
        writer.Write(2);
        writer.Write(column.Name);
        writer.Write(column.PathColumnName);
        writer.Write(column.Shape.Rank);
        foreach (var dimension in column.Shape)
            writer.Write(dimension);
    }

    /// <summary>Reads what follows ML.NET's header.</summary>
    /// <exception cref="ModelFormatException">It is malformed or of a newer format.</exception>
    public static NpyColumn Read(BinaryReader reader)
    {
        try
        {
            return ReadColumn(reader, ReadFirstName(reader));
        }
        catch (Exception failure) when (failure is FormatException and not ModelFormatException or ArgumentException or IOException)
        {
            throw new ModelFormatException(
                $"The loader of .npy files must have two column names and a shape of 1 to {LargestRank} dimensions, but: {failure.Message}", failure);
        }
    }

    // Called by ML.NET, by name; its context's type is not public.
    private static NpyLoadingTransformer Create(IHostEnvironment env, object ctx) => new(Read(ModelLoaderRegistration.BeginLoad(ctx)));

    private static string ReadFirstName(BinaryReader reader)
    {
        if (reader.ReadString() is { Length: > 0 } name)
            return name;
        new FormatVersion(reader.ReadInt32(), reader.ReadInt32()).Check("loader of .npy files", CurrentFormat);
        return reader.ReadString();
    }

    private static NpyColumn ReadColumn(BinaryReader reader, string name)
    {
        var (paths, rank) = (reader.ReadString(), reader.ReadInt32());
        if (name.Length == 0 || paths.Length == 0 || rank is < 1 or > LargestRank)
            throw new FormatException(FormattableString.Invariant($"column '{name}', paths '{paths}', {rank} dimensions"));
        var dimensions = new long[rank];
        for (var i = 0; i < rank; i++)
            dimensions[i] = reader.ReadInt64();
        return new NpyColumn(name, paths, InputShape.Create(dimensions));
    }
}

using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Nidl.ML;

/// <summary>
/// The loader's part of ML.NET's model file. After ML.NET's header: the names of the column of arrays and of the column of paths (strings),
/// the number of dimensions (int32) and the dimensions (int64).
/// </summary>
internal static class NpyModelFile
{
    private const int LargestRank = 32;

    private static readonly ModelLoaderRegistration.Header _header = new("NIDL NPY", "NidlNpyLoader", 0x00010001, 0x00010001, 0x00010001);

    /// <summary>Makes the loader known to ML.NET's catalog.</summary>
    public static void Register(ComponentCatalog catalog) =>
        ModelLoaderRegistration.Register(catalog, typeof(NpyModelFile), typeof(NpyLoadingTransformer), _header);

    public static void Save(NpyColumn column, ModelSaveContext context)
    {
        var writer = ModelLoaderRegistration.BeginSave(context, _header, Assembly.GetExecutingAssembly());
        writer.Write(column.Name);
        writer.Write(column.PathColumnName);
        writer.Write(column.Shape.Rank);
        foreach (var dimension in column.Shape)
            writer.Write(dimension);
    }

    // Called by ML.NET, by name; its context's type is not public.
    private static NpyLoadingTransformer Create(IHostEnvironment env, object ctx) => new(Read(ModelLoaderRegistration.BeginLoad(ctx)));

    /// <exception cref="ModelFormatException">It is no such part.</exception>
    public static NpyColumn Read(BinaryReader reader)
    {
        try
        {
            var (name, paths, rank) = (reader.ReadString(), reader.ReadString(), reader.ReadInt32());
            if (name.Length == 0 || paths.Length == 0 || rank is < 1 or > LargestRank)
                throw new FormatException($"column '{name}', paths '{paths}', {rank} dimensions");
            var dimensions = new long[rank];
            for (var i = 0; i < rank; i++)
                dimensions[i] = reader.ReadInt64();
            return new NpyColumn(name, paths, InputShape.Create(dimensions));
        }
        catch (Exception failure) when (failure is FormatException or ArgumentException or IOException)
        {
            throw new ModelFormatException(
                $"The loader of .npy files must have two column names and a shape of 1 to {LargestRank} dimensions, but: {failure.Message}", failure);
        }
    }
}

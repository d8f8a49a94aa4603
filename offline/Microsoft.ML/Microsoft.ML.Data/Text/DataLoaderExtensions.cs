using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Loading by path.</summary>
public static class DataLoaderExtensions
{
    /// <summary>A lazy view of files.</summary>
    public static IDataView Load(this IDataLoader<IMultiStreamSource> loader, params string[] path) => loader.Load(new MultiFileSource(path));
}

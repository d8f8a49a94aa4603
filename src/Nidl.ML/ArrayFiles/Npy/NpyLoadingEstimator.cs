using Microsoft.ML;

namespace Nidl.ML;

/// <summary>Makes the loader of NumPy's <c>.npy</c> files: learns from the first row which shape the arrays have, unless it was told.</summary>
public sealed class NpyLoadingEstimator : IEstimator<NpyLoadingTransformer>
{
    internal NpyLoadingEstimator(string outputColumnName, string? inputColumnName, InputShape? shape)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        if (inputColumnName is not null)
            ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        (OutputColumnName, InputColumnName, Shape) = (outputColumnName, inputColumnName ?? outputColumnName, shape);
    }

    /// <summary>Gets the name of the column of arrays.</summary>
    public string OutputColumnName { get; }

    /// <summary>Gets the name of the column of paths.</summary>
    public string InputColumnName { get; }

    /// <summary>Gets the shape of the arrays; null takes that of the first row's.</summary>
    public InputShape? Shape { get; }

    /// <summary>Gets the shape of the schema that the fitted transformer will give.</summary>
    /// <param name="inputSchema">The shape of the input's schema.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of paths is missing or not of text.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        NpyColumn.CheckPaths(inputSchema, InputColumnName);
        return NpyColumn.Promise(inputSchema, OutputColumnName);
    }

    /// <summary>Looks at the header of the first row's file, unless the shape was given.</summary>
    /// <param name="input">Rows with paths.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of paths is missing or not of text.</exception>
    /// <exception cref="ArgumentException">The view has no row to take the shape from.</exception>
    /// <exception cref="RowReadException">The first row's file cannot be read, or is not one of an array that can be used.</exception>
    public NpyLoadingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var paths = NpyColumn.FindPaths(input.Schema, InputColumnName);
        return new(new NpyColumn(OutputColumnName, InputColumnName, Shape ?? ReadFirstShape(input, paths)));
    }

    private InputShape ReadFirstShape(IDataView input, DataViewSchema.Column paths)
    {
        using var cursor = UpstreamCursor.Open(input, [paths]);
        var getter = cursor.GetGetter<ReadOnlyMemory<char>>(paths);
        if (!cursor.MoveNext())
            throw new ArgumentException("LoadArrays takes the shape of the arrays from the first row, but the view has none; give the shape.", nameof(input));
        ReadOnlyMemory<char> path = default;
        getter(ref path);
        try
        {
            return NpyReader.ReadShape(path.ToString());
        }
        catch (Exception failure) when (NpyColumn.IsAboutFile(failure))
        {
            throw NpyColumn.Failed(OutputColumnName, path.ToString(), cursor, failure);
        }
    }
}

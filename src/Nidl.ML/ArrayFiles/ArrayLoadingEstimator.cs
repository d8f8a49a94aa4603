using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Nidl.ML;

/// <summary>Makes the loader of a column of files: learns from the first row which shape the arrays have, unless it was told.</summary>
public sealed class ArrayLoadingEstimator : IEstimator<ArrayLoadingTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly IArrayFormat _format;
    private readonly ArrayReading _reading;

    internal ArrayLoadingEstimator(
        IHostEnvironment environment, string outputColumnName, string? inputColumnName, InputShape? shape,
        IArrayFormat format, ArrayReading reading)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        if (inputColumnName is not null)
            ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        (OutputColumnName, InputColumnName, Shape) = (outputColumnName, inputColumnName ?? outputColumnName, shape);
        (_environment, _format, _reading) = (environment, format, reading);
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
        PathColumn.Check(inputSchema, InputColumnName);
        return ArrayColumn.Promise(inputSchema, OutputColumnName);
    }

    /// <summary>
    /// Looks at the header of the first row's file for the shape, unless it was given, and of a volume for where the voxels lie.
    /// </summary>
    /// <param name="input">Rows with paths.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of paths is missing or not of text.</exception>
    /// <exception cref="ArgumentException">The view has no row to take the shape from.</exception>
    /// <exception cref="RowReadException">
    /// The shape was not given, and the first row's file cannot be read or is not one of an array that can be used.
    /// </exception>
    public ArrayLoadingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var paths = PathColumn.Find(input.Schema, InputColumnName);
        var grid = Shape is null ? ReadFirst(input, paths) : new ArrayGrid(Shape, FindAffine(input, paths, Shape));
        var column = new ArrayColumn(OutputColumnName, InputColumnName, grid.Shape) { Affine = grid.Affine };
        return new(_environment, column with { Format = _format, Reading = _reading });
    }

    private ArrayGrid ReadFirst(IDataView input, DataViewSchema.Column paths) =>
        ReadGrids(input, paths, _reading.SkipUnreadable).FirstOrDefault() ?? throw new ArgumentException(
            $"{_format.MethodName} takes the shape of the arrays from the first row, but the view has none"
            + $"{(_reading.SkipUnreadable ? " that can be loaded" : "")}; give the shape.",
            nameof(input));

    // What cannot be loaded is found out where its row is read.
    private VolumeAffine? FindAffine(IDataView input, DataViewSchema.Column paths, InputShape shape) => _format.TellsPlaces
        ? ReadGrids(input, paths, skipUnreadable: true).FirstOrDefault(grid => grid.Shape.Equals(shape))?.Affine
        : null;

    private IEnumerable<ArrayGrid> ReadGrids(IDataView input, DataViewSchema.Column paths, bool skipUnreadable)
    {
        using var cursor = UpstreamCursor.Open(input, [paths]);
        var getter = cursor.GetGetter<ReadOnlyMemory<char>>(paths);
        ReadOnlyMemory<char> path = default;
        while (cursor.MoveNext())
        {
            getter(ref path);
            if (Read(path.ToString(), cursor, skipUnreadable) is { } grid)
                yield return grid;
        }
    }

    private ArrayGrid? Read(string path, DataViewRow row, bool skipUnreadable)
    {
        try
        {
            return _format.ReadGrid(path);
        }
        catch (Exception failure) when (RowReadException.IsOfFile(failure))
        {
            return skipUnreadable ? null : throw ArrayColumn.Failed(OutputColumnName, path, row, failure);
        }
    }
}

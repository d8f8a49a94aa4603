using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Nidl.ML;

/// <summary>
/// Loads the arrays of files whose paths stand in a column, as a vector of Single of known size and dimensions. A file is read when its
/// row's value is asked for, or a little before on another thread.
/// </summary>
/// <remarks>
/// It is what <c>LoadArrays</c> (NumPy's <c>.npy</c> files), <c>LoadVolumes</c> (NIfTI files) and <c>LoadGrayImages16</c> (PNG files) fit.
/// A view that it gave remembers the arrays that it has read first, within a budget, and reads the others again at the next pass. A
/// relative path is relative to the current directory. All members are safe from several threads.
/// </remarks>
public sealed class ArrayLoadingTransformer : ITransformer
{
    private readonly IHostEnvironment _environment;

    internal ArrayLoadingTransformer(IHostEnvironment environment, ArrayColumn column) => (_environment, Column) = (environment, column);

    /// <summary>Gets the name of the column of arrays.</summary>
    public string OutputColumnName => Column.Name;

    /// <summary>Gets the name of the column of paths.</summary>
    public string InputColumnName => Column.PathColumnName;

    /// <summary>Gets the shape of an array.</summary>
    public InputShape Shape => Column.Shape;

    /// <summary>
    /// Gets where the voxels of the first row's volume lie, in the order of a row; the column's schema tells it to augmentations and to
    /// <c>PreprocessVolumes</c>. Of several rows, it is that of the first whose file can be used. Null for arrays, and for volumes if there
    /// was no such row at <c>Fit</c> or its axes lie in one plane.
    /// </summary>
    public VolumeAffine? Affine => Column.Affine;

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    internal ArrayColumn Column { get; }

    /// <summary>Gets the schema of transformed data.</summary>
    /// <param name="inputSchema">The schema of the data to transform.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of paths is missing or not of text.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return Column.Append(inputSchema);
    }

    /// <summary>
    /// Appends the column of arrays to a view; a file is read when a cursor is asked for its row's value, or a little before.
    /// </summary>
    /// <param name="input">The data to transform.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of paths is missing or not of text.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var arrays = new ArrayView(input, Column);
        IDataView view = Column.Reading.SkipUnreadable ? new ReadableRows(arrays, Column, _environment) : arrays;
        return OnnxView.Over(view, input, Column);
    }

    /// <summary>
    /// Gets the mapper of single rows, which a prediction engine uses; a row whose file cannot be loaded is an error in any case.
    /// </summary>
    /// <param name="inputSchema">The schema of the rows to map.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of paths is missing or not of text.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new RowMapper(inputSchema, Column);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => ArrayModelFile.Save(Column, ctx);
}

using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>
/// Loads the arrays of NumPy's <c>.npy</c> files whose paths stand in a column, as a vector of Single of known size and dimensions. A file
/// is read when its row's value is asked for, and again at the next pass: append a cache checkpoint where the arrays fit into memory.
/// </summary>
/// <remarks>
/// Files of format versions 1 to 3, either byte order, C and Fortran order, of types f2, f4, f8, i1 to i8, u1 to u8 and b1; values are
/// rounded to Single. A relative path is relative to the current directory. Nothing is ever unpickled: an array of Python objects is
/// refused. All members are safe from several threads.
/// </remarks>
public sealed class NpyLoadingTransformer : ITransformer
{
    internal NpyLoadingTransformer(NpyColumn column) => Column = column;

    /// <summary>Gets the name of the column of arrays.</summary>
    public string OutputColumnName => Column.Name;

    /// <summary>Gets the name of the column of paths.</summary>
    public string InputColumnName => Column.PathColumnName;

    /// <summary>Gets the shape of an array.</summary>
    public InputShape Shape => Column.Shape;

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    internal NpyColumn Column { get; }

    /// <summary>Gets the schema of transformed data.</summary>
    /// <param name="inputSchema">The schema of the data to transform.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of paths is missing or not of text.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return Column.Append(inputSchema);
    }

    /// <summary>Appends the column of arrays to a view; a file is read when a cursor is asked for its row's value.</summary>
    /// <param name="input">The data to transform.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of paths is missing or not of text.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return OnnxView.Over(new MappedView(input, Column), input, Column);
    }

    /// <summary>Gets the mapper of single rows, which a prediction engine uses.</summary>
    /// <param name="inputSchema">The schema of the rows to map.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of paths is missing or not of text.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new RowMapper(inputSchema, Column);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => NpyModelFile.Save(Column, ctx);
}

using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>Appends a column of preprocessed volumes; a row is preprocessed when its value is asked for, on the CPU.</summary>
/// <remarks>All members are safe from several threads.</remarks>
public sealed class VolumePreprocessingTransformer : ITransformer
{
    internal VolumePreprocessingTransformer(PreprocessedColumn column) => Column = column;

    /// <summary>Gets the name of the column of preprocessed volumes.</summary>
    public string OutputColumnName => Column.Name;

    /// <summary>Gets the name of the column of volumes.</summary>
    public string InputColumnName => Column.SourceName;

    /// <summary>Gets the shape of a preprocessed volume.</summary>
    public InputShape Shape => Column.Shape;

    /// <summary>Gets what is done, in order.</summary>
    public IReadOnlyList<VolumePreprocessing> Steps => Column.Steps;

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    internal PreprocessedColumn Column { get; }

    /// <summary>Gets the schema of transformed data.</summary>
    /// <param name="inputSchema">The schema of the data to transform.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The column of volumes is missing, or not a vector of Single of the fitted size.
    /// </exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return Column.Append(inputSchema);
    }

    /// <summary>Appends the column to a view.</summary>
    /// <param name="input">The data to transform.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The column of volumes is missing, or not a vector of Single of the fitted size.
    /// </exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return OnnxView.Over(new MappedView(input, Column), input, Column);
    }

    /// <summary>Gets the mapper of single rows, which a prediction engine uses.</summary>
    /// <param name="inputSchema">The schema of the rows to map.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The column of volumes is missing, or not a vector of Single of the fitted size.
    /// </exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new RowMapper(inputSchema, Column);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => VolumePreprocessingModelFile.Save(Column, ctx);
}

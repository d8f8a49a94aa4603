using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Nidl.ML;

/// <summary>
/// Loads the image files whose paths stand in a column, as vectors of Byte of known size, channels first. A file is decoded when its row's
/// value is asked for, or a little before, on other threads; order and values do not depend on them.
/// </summary>
/// <remarks>
/// JPEG (also progressive and CMYK), PNG, WebP, BMP, GIF (the first picture) and ICO, as SkiaSharp reads them; color profiles are not
/// applied, and 16 bits a channel are cut to 8. The turn that a camera noted (EXIF) is applied; transparent pixels are laid over <see
/// cref="ImageLoadingOptions.Background"/>. A JPEG much larger than the rows is decoded at a half, a quarter or an eighth of its size. A
/// file that is broken, ends early or is of another kind is an error with its path. All members are safe from several threads.
/// </remarks>
public sealed class ImageLoadingTransformer : ITransformer
{
    private readonly IHostEnvironment _environment;

    internal ImageLoadingTransformer(IHostEnvironment environment, ImageFileColumn column) =>
        (_environment, Column) = (environment, column);

    /// <summary>Gets the name of the column of pixels.</summary>
    public string OutputColumnName => Column.Name;

    /// <summary>Gets the name of the column of paths.</summary>
    public string InputColumnName => Column.PathColumnName;

    /// <summary>Gets the options.</summary>
    public ImageLoadingOptions Options => Column.Options;

    /// <summary>
    /// Gets true: each row is computed from itself. With <see cref="ImageLoadingOptions.SkipUnreadable"/> a view may have fewer rows.
    /// </summary>
    public bool IsRowToRowMapper => true;

    internal ImageFileColumn Column { get; }

    /// <summary>Gets the schema of transformed data.</summary>
    /// <param name="inputSchema">The schema of the data to transform.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of paths is missing or not of text.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return Column.Append(inputSchema);
    }

    /// <summary>Appends the column of pixels to a view.</summary>
    /// <param name="input">The data to transform.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of paths is missing or not of text.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return OnnxView.Over(new ImageFileView(input, Column, _environment), input, Column);
    }

    /// <summary>Gets the mapper of single rows, which a prediction engine uses.</summary>
    /// <param name="inputSchema">The schema of the rows to map.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of paths is missing or not of text.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new RowMapper(inputSchema, Column);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => ImageModelFile.Save(Column, ctx);
}

using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Transforms.Image;

namespace Nidl.ML;

/// <summary>
/// Reads the features of a cursor's current row, channels first, into the caller's memory; never writes to the row's own.
/// </summary>
/// <param name="row">The row, with the column active.</param>
/// <param name="column">The column.</param>
internal abstract class FeatureReader(DataViewRow row, FeatureColumn column) : IRowPartReader
{
    protected DataViewRow Row => row;

    protected FeatureColumn Column => column;

    /// <summary>Opens the column of a row.</summary>
    public static FeatureReader Open(DataViewRow row, FeatureColumn column)
    {
        var source = column.Find(row.Schema);
        return source.Type is ImageDataViewType ? new ImageReader(row, column, source)
            : column.TakesBytes ? new VectorReader<byte>(row, column, source)
            : new VectorReader<float>(row, column, source);
    }

    /// <summary>
    /// Copies the row's features into <paramref name="destination"/> as Single, with zeros where a sparse row has nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">The row has another number of values than its column, or no image.</exception>
    public abstract void ReadUnchecked(Span<float> destination);

    /// <summary>
    /// Copies the row's features, in the column's type, into <paramref name="destination"/>, and checks that each is finite.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The row has another number of values than its column, or no image, or a value is NaN or infinite; the message names the row and the
    /// value's index.
    /// </exception>
    public abstract void Read(Span<byte> destination);

    /// <summary>Checks that each value of the current row, as it was read, is finite.</summary>
    /// <exception cref="InvalidOperationException">A value is NaN or infinite; the message names the row and the value's index.</exception>
    public void CheckFinite(ReadOnlySpan<float> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                    $"Column '{column.Name}' must have finite values, but {RowName.Of(row)} has {values[i]} at index "
                    + $"{column.IndexInColumn(i)}; replace missing values first."));
        }
    }
}

namespace Nidl.ML;

/// <summary>
/// The exception that is thrown when a row of the data cannot be read: a transform before ours fails on it (an image file is broken), or a
/// file that it names cannot be loaded. What failed is the inner exception.
/// </summary>
public sealed class RowReadException : InvalidOperationException
{
    private RowReadException(string message, long? row, string? column, Exception cause)
        : base(message, cause) => (Row, Column) = (row, column);

    /// <summary>Gets the row's number, counted from 0 in the order in which the view gave its rows; null if it is not known.</summary>
    public long? Row { get; }

    /// <summary>Gets the name of the column that was read; null if it is not known.</summary>
    public string? Column { get; }

    /// <summary>Gets whether an error is about a file, not about the program.</summary>
    internal static bool IsOfFile(Exception? failure) =>
        failure is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    internal static RowReadException InColumn(string column, long row, Exception cause) =>
        new($"Column '{column}' could not be read in row {row}: {cause.Message}", row, column, cause);

    internal static RowReadException AtRow(long row, Exception cause) =>
        new($"Row {row} could not be read: {cause.Message}", row, null, cause);

    /// <summary>The error of a row that was read ahead: it is not known which.</summary>
    internal static RowReadException FromRow(long row, Exception cause) =>
        new($"Row {row} or a later one could not be read: {cause.Message}", null, null, cause);

    /// <summary>The error of a file that a row names; a row that comes by itself has no number.</summary>
    internal static RowReadException OfFile(string column, string path, string rowName, long? row, Exception cause) =>
        new($"Column '{column}' could not be loaded from '{path}' in {rowName}: {cause.Message.TrimEnd('.')}.", row, column, cause);
}

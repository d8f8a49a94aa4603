using Microsoft.ML;

namespace Nidl.ML;

/// <summary>
/// The file of a row, and what came of it: its pixels, or why there are none. Its memory is used for one row after the other.
/// </summary>
/// <param name="row">The row, with the column of paths active.</param>
/// <param name="column">The column of pixels.</param>
/// <param name="read">Decodes a file by the row's path.</param>
internal sealed class DecodedRow(DataViewRow row, ImageFileColumn column, FileRead<byte> read)
{
    private readonly ValueGetter<ReadOnlyMemory<char>> _paths = row.GetGetter<ReadOnlyMemory<char>>(column.FindSource(row.Schema));
    private readonly byte[] _pixels = GC.AllocateUninitializedArray<byte>(column.Options.Shape.Size);
    private ReadOnlyMemory<char> _path;

    /// <summary>Gets the path, as the row has it.</summary>
    public string Path => _path.ToString();

    /// <summary>Gets what is wrong with the file; null if nothing is.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Decodes the file of the current row.</summary>
    public void Load()
    {
        _paths(ref _path);
        Failure = null;
        try
        {
            read(Path, _pixels);
        }
        catch (Exception failure) when (RowReadException.IsOfFile(failure))
        {
            Failure = failure;
        }
    }

    /// <summary>Gets the pixels, until the next row's file is decoded.</summary>
    /// <exception cref="RowReadException">The file cannot be read; the message names column, path and row.</exception>
    public ReadOnlySpan<byte> Open() =>
        Failure is null ? _pixels : throw RowReadException.OfFile(column.Name, Path, RowName.Of(row), RowName.NumberOf(row), Failure);
}

using System.Collections.Concurrent;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Nidl.ML;

/// <summary>
/// A view with a column of pixels that are decoded from files, ahead of its cursors and once as long as they are remembered.
/// </summary>
internal sealed class ImageFileView : IDataView
{
    private readonly IDataView _source;
    private readonly ImageFileColumn _column;
    private readonly IHostEnvironment _environment;
    private readonly FileRows<byte> _files;
    private readonly ConcurrentBag<ImageDecoder> _decoders = [];
    private int _hasWarned;

    public ImageFileView(IDataView source, ImageFileColumn column, IHostEnvironment environment)
    {
        (_source, _column, _environment, Schema) = (source, column, environment, column.Append(source.Schema));
        _files = new(column.Options.Shape.Size, column.Options.CacheBytes, path => ImageDecoder.FullPath(column.Options, path), Decode);
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => _source.CanShuffle;

    /// <summary>Gets the number of rows; null where some may be left out.</summary>
    public long? GetRowCount() => _column.Options.SkipUnreadable ? null : _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = new ActiveColumns(_source.Schema, Schema, columnsNeeded);
        // The rows and the paths ahead of them are shuffled alike.
        var seed = rand?.Next();
        return Map(_source.GetRowCursor(Needed(active), Order(seed)), active, seed, isAlone: true);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var active = new ActiveColumns(_source.Schema, Schema, columnsNeeded);
        var seed = rand?.Next();
        var cursors = _source.GetRowCursorSet(Needed(active), n, Order(seed));
        return [.. cursors.Select(rows => Map(rows, active, seed, isAlone: cursors.Length == 1))];
    }

    /// <summary>Says, once, how many files a pass has left out.</summary>
    public void Warn(long count, string firstPath, Exception failure)
    {
        if (Interlocked.Exchange(ref _hasWarned, 1) == 1)
            return;
        using var channel = _environment.Register("LoadImages").Start("Reading");
        channel.Warning(MessageSensitivity.None, "{0}",
            $"LoadImages left out {count} rows of column '{_column.Name}', whose files cannot be read, the first '{firstPath}': "
            + $"{failure.Message.TrimEnd('.')}.");
    }

    private static Random? Order(int? seed) => seed is { } value ? new Random(value) : null;

    private IEnumerable<DataViewSchema.Column> Needed(ActiveColumns active)
    {
        var paths = _column.FindSource(_source.Schema);
        return _column.Options.SkipUnreadable ? active.Own.Append(paths).DistinctBy(needed => needed.Index) : active.NeededWith(paths);
    }

    private DataViewRowCursor Map(DataViewRowCursor rows, ActiveColumns active, int? seed, bool isAlone)
    {
        if (!active.AnyAppended && !_column.Options.SkipUnreadable)
            return new MappedCursor(rows, new MappedRow(rows, Schema, active, appended: null));
        try
        {
            var paths = _column.FindSource(_source.Schema);
            var bytes = _column.Options.ReadAheadBytes;
            var ahead = isAlone && bytes > 0
                ? new FileReadAhead<byte>(_files, _source.GetRowCursor([paths], Order(seed)), paths, bytes)
                : null;
            return ImageFileCursor.Create(this, rows, active, _column, ahead, _files.Read);
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    private void Decode(string file, Span<byte> pixels)
    {
        var decoder = _decoders.TryTake(out var idle) ? idle : new ImageDecoder(_column.Options);
        try
        {
            decoder.Decode(file, pixels);
        }
        finally
        {
            _decoders.Add(decoder);
        }
    }
}

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
    private readonly FileCursors<byte> _cursors;
    private readonly ConcurrentBag<ImageDecoder> _decoders = [];
    private int _hasWarned;

    public ImageFileView(IDataView source, ImageFileColumn column, IHostEnvironment environment)
    {
        (_source, _column, _environment, Schema) = (source, column, environment, column.Append(source.Schema));
        var files = new FileRows<byte>(
            column.Options.Shape.Size, column.Options.CacheBytes, path => ImageDecoder.FullPath(column.Options, path), Decode);
        _cursors = new(source, column.FindSource(source.Schema), files, column.Options.ReadAheadBytes);
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => _source.CanShuffle;

    /// <summary>Gets the number of rows; null where some may be left out.</summary>
    public long? GetRowCount() => _column.Options.SkipUnreadable ? null : _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = new ActiveColumns(_source.Schema, Schema, columnsNeeded);
        return _cursors.Open(Needed(active), Decodes(active), rand, rows => Map(rows, active));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var active = new ActiveColumns(_source.Schema, Schema, columnsNeeded);
        return _cursors.OpenSet(Needed(active), Decodes(active), n, rand, rows => Map(rows, active));
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

    private bool Decodes(ActiveColumns active) => active.AnyAppended || _column.Options.SkipUnreadable;

    private IEnumerable<DataViewSchema.Column> Needed(ActiveColumns active)
    {
        var paths = _column.FindSource(_source.Schema);
        return _column.Options.SkipUnreadable ? active.Own.Append(paths).DistinctBy(needed => needed.Index) : active.NeededWith(paths);
    }

    private MappedCursor Map(FileCursor<byte> rows, ActiveColumns active) => Decodes(active)
        ? ImageFileCursor.Create(this, rows, active, _column)
        : new MappedCursor(rows, new MappedRow(rows, Schema, active, appended: null));

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

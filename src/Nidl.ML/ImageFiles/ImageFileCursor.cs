using Microsoft.ML;

namespace Nidl.ML;

/// <summary>Walks over rows with their files' pixels, and leaves out those that cannot be read where the options say so.</summary>
internal sealed class ImageFileCursor : MappedCursor
{
    private readonly ImageFileView _view;
    private readonly bool _skips;
    private readonly CurrentFile _file;
    private readonly DataViewRowCursor _rows;
    private DecodedRow? _firstSkipped;
    private long _skipped;

    private ImageFileCursor(ImageFileView view, DataViewRowCursor rows, MappedRow row, bool skips, CurrentFile file)
        : base(rows, row) => (_view, _rows, _skips, _file) = (view, rows, skips, file);

    /// <summary>Opens a cursor; it owns <paramref name="rows"/> and <paramref name="ahead"/>.</summary>
    /// <param name="view">The view.</param>
    /// <param name="rows">The rows, with the column of paths active.</param>
    /// <param name="active">The columns that were asked for.</param>
    /// <param name="column">The column of pixels.</param>
    /// <param name="ahead">What decodes ahead; null if nothing does.</param>
    /// <param name="load">Decodes a file.</param>
    public static ImageFileCursor Create(
        ImageFileView view, DataViewRowCursor rows, ActiveColumns active, ImageFileColumn column, ImageReadAhead? ahead,
        Func<string, DecodedRow> load)
    {
        var file = new CurrentFile(rows, column, ahead, load);
        var row = new MappedRow(
            rows, view.Schema, active, active.AnyAppended ? ImageFileColumn.Open(() => file.Get().Open(column.Name, rows)) : null);
        return new(view, rows, row, column.Options.SkipUnreadable, file);
    }

    /// <summary>Gets the row's number among those that are not left out.</summary>
    public override long Position => base.Position < 0 ? base.Position : base.Position - _skipped;

    public override bool MoveNext()
    {
        while (base.MoveNext())
        {
            _file.MoveNext();
            if (!_skips || _file.Get() is not { Failure: not null } failed)
                return true;
            _skipped++;
            _firstSkipped ??= failed;
        }
        if (_firstSkipped is not null)
            _view.Warn(_skipped, _firstSkipped);
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _file.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>The current row's file, decoded at most once.</summary>
    private sealed class CurrentFile(
        DataViewRowCursor rows, ImageFileColumn column, ImageReadAhead? ahead, Func<string, DecodedRow> load) : IDisposable
    {
        private readonly ValueGetter<ReadOnlyMemory<char>> _paths = rows.GetGetter<ReadOnlyMemory<char>>(column.FindSource(rows.Schema));
        private ReadOnlyMemory<char> _path;
        private DecodedRow? _row;

        public void MoveNext()
        {
            _row = null;
            ahead?.MoveNext();
        }

        public DecodedRow Get()
        {
            if (_row is not null)
                return _row;
            _paths(ref _path);
            return _row = ahead?.Load(_path.ToString()) ?? load(_path.ToString());
        }

        public void Dispose() => ahead?.Dispose();
    }
}

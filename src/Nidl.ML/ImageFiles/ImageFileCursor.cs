using Microsoft.ML;

namespace Nidl.ML;

/// <summary>Walks over rows with their files' pixels, and leaves out those that cannot be read where the options say so.</summary>
internal sealed class ImageFileCursor : MappedCursor
{
    private readonly ImageFileView _view;
    private readonly bool _skips;
    private readonly CurrentFile _file;
    private (string Path, Exception Failure)? _firstSkipped;
    private long _skipped;

    private ImageFileCursor(ImageFileView view, DataViewRowCursor rows, MappedRow row, bool skips, CurrentFile file)
        : base(rows, row) => (_view, _skips, _file) = (view, skips, file);

    /// <summary>Opens a cursor; it owns <paramref name="rows"/>.</summary>
    /// <param name="view">The view.</param>
    /// <param name="rows">The rows, with the column of paths active.</param>
    /// <param name="active">The columns that were asked for.</param>
    /// <param name="column">The column of pixels.</param>
    public static ImageFileCursor Create(ImageFileView view, FileCursor<byte> rows, ActiveColumns active, ImageFileColumn column)
    {
        var file = new CurrentFile(new DecodedRow(rows, column, rows.Read));
        var row = new MappedRow(rows, view.Schema, active, active.AnyAppended ? ImageFileColumn.Open(file.Get) : null);
        return new(view, rows, row, column.Options.SkipUnreadable, file);
    }

    /// <summary>Gets the row's number among those that are not left out.</summary>
    public override long Position => base.Position < 0 ? base.Position : base.Position - _skipped;

    public override bool MoveNext()
    {
        while (base.MoveNext())
        {
            _file.MoveNext();
            if (!_skips || _file.Get() is not { Failure: { } failure } failed)
                return true;
            _skipped++;
            _firstSkipped ??= (failed.Path, failure);
        }
        if (_firstSkipped is var (path, reason))
            _view.Warn(_skipped, path, reason);
        return false;
    }

    /// <summary>The current row's file, decoded at most once.</summary>
    private sealed class CurrentFile(DecodedRow row)
    {
        private bool _isDecoded;

        public void MoveNext() => _isDecoded = false;

        public DecodedRow Get()
        {
            if (!_isDecoded)
                row.Load();
            _isDecoded = true;
            return row;
        }
    }
}

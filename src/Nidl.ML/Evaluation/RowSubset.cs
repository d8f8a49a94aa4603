using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>The rows of a view at chosen positions, in the view's order.</summary>
internal sealed class RowSubset(IDataView source, bool[] chosen) : IDataView
{
    public DataViewSchema Schema => source.Schema;

    /// <summary>Gets false: the positions are those of the unshuffled source.</summary>
    public bool CanShuffle => false;

    public long? GetRowCount() => chosen.LongCount(isChosen => isChosen);

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(source.GetRowCursor(columnsNeeded), chosen);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(DataViewRowCursor rows, bool[] chosen) : DataViewRowCursor
    {
        private long _position = -1;
        private long _sourcePosition = -1;

        public override long Position => _position;

        public override long Batch => rows.Batch;

        public override DataViewSchema Schema => rows.Schema;

        public override bool MoveNext()
        {
            while (rows.MoveNext())
            {
                if (!chosen[++_sourcePosition])
                    continue;
                _position++;
                return true;
            }
            _position = -1;
            return false;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => rows.IsColumnActive(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => rows.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => rows.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                rows.Dispose();
            base.Dispose(disposing);
        }
    }
}

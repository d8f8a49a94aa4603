using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Tests;

/// <summary>
/// A view over vectors with the columns Features and Number, which hands out its own buffers, counts what is asked of it, and can be made to
/// misbehave: an unknown or wrong row count, rows of another length, another order for later cursors.
/// </summary>
internal sealed class VectorView : IDataView
{
    private int _cursors;
    private int _featureReads;
    private int _openCursors;

    public VectorView(IEnumerable<VBuffer<float>> rows, VectorDataViewType? type = null)
    {
        Rows = [.. rows];
        RowCount = Rows.Count;
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Features", type ?? new VectorDataViewType(NumberDataViewType.Single, Rows[0].Length));
        builder.AddColumn("Number", NumberDataViewType.Int32);
        Schema = builder.ToSchema();
    }

    public static VectorView Of(params float[][] rows) => new(rows.Select(row => new VBuffer<float>(row.Length, row)));

    public static VectorView Random(int rows, int size, int seed = 1)
    {
        var random = new Random(seed);
        return Of([.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, size).Select(_ => random.NextSingle()).ToArray())]);
    }

    public List<VBuffer<float>> Rows { get; }

    public long? RowCount { get; init; }

    /// <summary>Gets the order of the rows for the cursor of a number, counted from 0; all in order if null.</summary>
    public Func<int, IReadOnlyList<int>>? OrderOfCursor { get; init; }

    public int CursorCount => _cursors;

    public int FeatureReads => _featureReads;

    public int OpenCursors => _openCursors;

    public bool WasAskedToShuffle { get; private set; }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => true;

    public long? GetRowCount() => RowCount;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        WasAskedToShuffle |= rand is not null;
        Interlocked.Increment(ref _openCursors);
        var number = Interlocked.Increment(ref _cursors) - 1;
        return new Cursor(this, OrderOfCursor?.Invoke(number) ?? [.. Enumerable.Range(0, Rows.Count)], [.. columnsNeeded.Select(column => column.Index)]);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(VectorView view, IReadOnlyList<int> order, HashSet<int> active) : DataViewRowCursor
    {
        private long _position = -1;
        private bool _isDisposed;
        private int _next;

        public override long Position => _position;

        public override long Batch => 0;

        public override DataViewSchema Schema => view.Schema;

        private int Row => order[(int)_position];

        public override bool MoveNext()
        {
            _position = _next < order.Count ? _next++ : -1;
            return _position >= 0;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)Row, 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Assert.IsTrue(IsColumnActive(column), $"{column.Name} is read, but was not asked for");
            Delegate getter = column.Index == 0 ? (ValueGetter<VBuffer<float>>)GetFeatures : (ValueGetter<int>)GetNumber;
            return (ValueGetter<TValue>)getter;
        }

        protected override void Dispose(bool disposing)
        {
            if (!_isDisposed)
                Interlocked.Decrement(ref view._openCursors);
            _isDisposed = true;
            base.Dispose(disposing);
        }

        private void GetFeatures(ref VBuffer<float> value)
        {
            Interlocked.Increment(ref view._featureReads);
            value = view.Rows[Row];
        }

        private void GetNumber(ref int value) => value = Row;
    }
}

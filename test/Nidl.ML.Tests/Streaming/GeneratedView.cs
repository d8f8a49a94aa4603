using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Tests.Streaming;

/// <summary>
/// A view of any size with nothing behind it: the features of row r, which begin with r, are computed when they are asked for; Label is -r.
/// It writes down who reads it, and can be made to misbehave.
/// </summary>
internal sealed class GeneratedView : IDataView
{
    private readonly float[] _noise;
    private int _openCursors;
    private long _featureReads;

    public GeneratedView(long rows, int size)
    {
        (Rows, Size) = (rows, size);
        var random = new Random(1);
        _noise = [.. Enumerable.Range(0, 2 * size).Select(_ => random.NextSingle())];
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Features", new VectorDataViewType(NumberDataViewType.Single, size));
        builder.AddColumn("Label", NumberDataViewType.Double);
        Schema = builder.ToSchema();
    }

    public long Rows { get; }

    public int Size { get; }

    /// <summary>Gets the count that the view claims; null if it claims none.</summary>
    public long? ClaimedRows { get; init; }

    /// <summary>Gets what is done before the features of a row are given.</summary>
    public Action<long>? AtRow { get; init; }

    public bool CanShuffle { get; init; }

    public int OpenCursors => _openCursors;

    public long FeatureReads => _featureReads;

    /// <summary>Gets the threads on which cursors were opened.</summary>
    public List<Thread> Threads { get; } = [];

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => ClaimedRows;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        lock (Threads)
            Threads.Add(Thread.CurrentThread);
        Interlocked.Increment(ref _openCursors);
        return new Cursor(this, [.. columnsNeeded.Select(column => column.Index)], Order(CanShuffle ? rand : null));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private long[]? Order(Random? random)
    {
        if (random is null)
            return null;
        long[] order = [.. Enumerable.Range(0, (int)Rows)];
        random.Shuffle(order);
        return order;
    }

    private sealed class Cursor(GeneratedView view, HashSet<int> active, long[]? order) : DataViewRowCursor
    {
        private long _position = -1;
        private bool _isDisposed;

        public override long Position => _position;

        public override long Batch => 0;

        public override DataViewSchema Schema => view.Schema;

        private long Row => order is null ? _position : order[_position];

        public override bool MoveNext() => _position + 1 < view.Rows && ++_position >= 0;

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)Row, 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Assert.IsTrue(IsColumnActive(column), $"{column.Name} is read, but was not asked for");
            Delegate getter = column.Index == 0 ? (ValueGetter<VBuffer<float>>)GetFeatures : (ValueGetter<double>)GetLabel;
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
            view.AtRow?.Invoke(Row);
            Interlocked.Increment(ref view._featureReads);
            var editor = VBufferEditor.Create(ref value, view.Size);
            view._noise.AsSpan((int)(Row * 7919 % view.Size), view.Size).CopyTo(editor.Values);
            editor.Values[0] = Row;
            value = editor.Commit();
        }

        private void GetLabel(ref double value) => value = -Row;
    }
}

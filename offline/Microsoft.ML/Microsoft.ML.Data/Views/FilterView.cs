using System.Numerics;

namespace Microsoft.ML.Data;

/// <summary>The rows of a source that pass a test. The test may need columns that the reader did not ask for.</summary>
internal sealed class FilterView(IDataView source, IReadOnlyList<DataViewSchema.Column> tested, Func<DataViewRow, Func<bool>> makeTest, bool canShuffle) : IDataView
{
    public bool CanShuffle => canShuffle && source.CanShuffle;

    public DataViewSchema Schema => source.Schema;

    public static FilterView ByNumber(IDataView source, DataViewSchema.Column column, Func<double, bool> accept) => new(source, [column], row => NumberTest(row, column, accept), true);

    public static FilterView WithoutMissing(IDataView source, string[] names)
    {
        var columns = names.Select(n => source.Schema.GetColumnOrNull(n) ?? throw Contracts.ExceptSchemaMismatch("schema", "source", n)).ToArray();
        foreach (var column in columns) MissingValues.CheckCanBeMissing(column);
        return new FilterView(source, columns, row => AllPresent(row, columns), true);
    }

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        DataViewSchema.Column[] needed = [.. columnsNeeded];
        return new Cursor(source.GetRowCursor([.. needed.UnionBy(tested, c => c.Index)], canShuffle ? rand : null), Getters.Mask(needed, Schema), makeTest);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) => [GetRowCursor(columnsNeeded, rand)];

    private static Func<bool> NumberTest(DataViewRow row, DataViewSchema.Column column, Func<double, bool> accept)
        => (Func<bool>)Getters.Invoke(typeof(FilterView), nameof(NumberTestOf), column.Type.RawType, row, column, accept);

    private static Func<bool> NumberTestOf<T>(DataViewRow row, DataViewSchema.Column column, Func<double, bool> accept)
        where T : INumberBase<T>
    {
        var getter = row.GetGetter<T>(column);
        T value = default;
        return () =>
        {
            getter(ref value);
            return accept(double.CreateChecked(value));
        };
    }

    private static Func<bool> AllPresent(DataViewRow row, DataViewSchema.Column[] columns)
    {
        var tests = columns.Select(c => MissingValues.AnyIn(row, c)).ToArray();
        return () => !tests.Any(t => t());
    }

    private sealed class Cursor : RootCursorBase
    {
        private readonly DataViewRowCursor _input;
        private readonly bool[] _active;
        private readonly Func<bool> _test;

        public Cursor(DataViewRowCursor input, bool[] active, Func<DataViewRow, Func<bool>> makeTest)
        {
            _input = input;
            _active = active;
            _test = makeTest(input);
        }

        public override long Batch => _input.Batch;

        public override DataViewSchema Schema => _input.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

        public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Getters.CheckActive(this, column);
            return _input.GetGetter<TValue>(column);
        }

        protected override bool MoveNextCore()
        {
            while (_input.MoveNext())
            {
                if (_test()) return true;
            }

            return false;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) _input.Dispose();
            base.Dispose(disposing);
        }
    }
}

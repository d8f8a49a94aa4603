using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>Rows whose columns are arrays of an archive.</summary>
internal sealed class NpzView : IDataView
{
    private readonly NpzArray[] _arrays;

    private NpzView(DataViewSchema schema, NpzArray[] arrays) => (Schema, _arrays) = (schema, arrays);

    public DataViewSchema Schema { get; }

    public bool CanShuffle => true;

    private int RowCount => _arrays[0].RowCount;

    /// <exception cref="InvalidDataException">The archive has no such array, or one that cannot be used.</exception>
    public static NpzView Read(string path, IReadOnlyList<(string ColumnName, string ArrayName)> columns)
    {
        using var archive = Open(path);
        NpzArray[] arrays = [.. columns.Select(column => Read(archive, path, column.ArrayName))];
        foreach (var ((_, name), array) in columns.Zip(arrays))
            if (array.RowCount != arrays[0].RowCount)
                throw Unusable(
                    path, name, $"it must have as many rows as '{columns[0].ArrayName}', {arrays[0].RowCount}, but has {array.RowCount}",
                    null);
        var builder = new DataViewSchema.Builder();
        foreach (var ((name, _), array) in columns.Zip(arrays))
            builder.AddColumn(name, TypeOf(array.RowShape));
        return new(builder.ToSchema(), arrays);
    }

    public long? GetRowCount() => RowCount;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        int[] order = [.. Enumerable.Range(0, RowCount)];
        rand?.Shuffle(order);
        return new Cursor(this, order, [.. columnsNeeded.Select(column => column.Index)]);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private static ZipArchive Open(string path)
    {
        try
        {
            return ZipFile.OpenRead(path);
        }
        catch (InvalidDataException failure)
        {
            throw new InvalidDataException($"'{path}' must be an archive of arrays (.npz), but is none.", failure);
        }
    }

    private static NpzArray Read(ZipArchive archive, string path, string name)
    {
        var entry = archive.GetEntry(name + ".npy") ?? throw new InvalidDataException(
            $"'{path}' must have an array '{name}', but has "
            + $"'{string.Join("', '", archive.Entries.Select(entry => Path.GetFileNameWithoutExtension(entry.Name)))}'.");
        try
        {
            return NpzArray.Read(entry);
        }
        catch (InvalidDataException failure)
        {
            throw Unusable(path, name, failure.Message, failure);
        }
    }

    private static InvalidDataException Unusable(string path, string name, string message, Exception? failure) =>
        new($"Array '{name}' could not be loaded from '{path}': {message.TrimEnd('.')}.", failure);

    private static DataViewType TypeOf(InputShape shape) => shape.Size == 1
        ? NumberDataViewType.Single
        : new VectorDataViewType(NumberDataViewType.Single, shape.Select(dimension => (int)dimension).ToArray());

    private sealed class Cursor(NpzView view, int[] order, HashSet<int> active) : DataViewRowCursor
    {
        private long _position = -1;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => _position;

        public override long Batch => 0;

        private int Row => _position >= 0 && _position < order.Length
            ? order[_position]
            : throw new InvalidOperationException("A value can be read where the cursor is on a row, but it is on none.");

        public override bool MoveNext()
        {
            _position = _position < order.Length - 1 ? _position + 1 : order.Length;
            return _position < order.Length;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)Row, 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column))
                throw new ArgumentException(
                    $"Column '{column.Name}' must be asked for when the cursor is made, but it was not.", nameof(column));
            var array = view._arrays[column.Index];
            Delegate getter = array.RowShape.Size == 1 ? Single(array) : Vector(array);
            return getter as ValueGetter<TValue>
                ?? throw new ArgumentException(
                    $"Column '{column.Name}' must be read as {column.Type.RawType}, but {typeof(TValue)} was asked for.", nameof(column));
        }

        private ValueGetter<float> Single(NpzArray array) => (ref float value) => array.ReadRow(Row, new Span<float>(ref value));

        private ValueGetter<VBuffer<float>> Vector(NpzArray array) => (ref VBuffer<float> value) =>
        {
            var editor = VBufferEditor.Create(ref value, array.RowShape.Size);
            array.ReadRow(Row, editor.Values);
            value = editor.Commit();
        };
    }
}

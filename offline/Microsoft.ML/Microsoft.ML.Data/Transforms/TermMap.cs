using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>A list of terms of one type; the key of a term is its index plus one.</summary>
internal abstract class TermMap
{
    public static bool CanMap(DataViewType item) => item is NumberDataViewType or TextDataViewType or BooleanDataViewType;

    /// <summary>Learns the terms of all the columns in one pass.</summary>
    public static TermMap[] Learn(IDataView data, IEnumerable<DataViewSchema.Column> columns, TermOptions options)
    {
        DataViewSchema.Column[] all = [.. columns];
        using var cursor = data.GetRowCursor(all);
        var learners = all.Select(c => (Learner)Getters.Invoke(typeof(TermMap), nameof(LearnerOf), c.Type.GetItemType().RawType, cursor, c, options)).ToArray();
        while (cursor.MoveNext())
        {
            foreach (var learner in learners) learner.Read();
        }

        return [.. learners.Select(l => l.ToMap())];
    }

    public static TermMap Load(BinaryReader reader)
    {
        var item = (PrimitiveDataViewType)SchemaFormat.ReadType(reader);
        return (TermMap)Getters.Invoke(typeof(TermMap), nameof(LoadTyped), item.RawType, reader, item);
    }

    public abstract ColumnMap Bind(DataViewSchema.Column input);

    public abstract void Save(BinaryWriter writer);

    internal static TermMap LoadTyped<T>(BinaryReader reader, PrimitiveDataViewType item)
    {
        var asText = reader.ReadBoolean();
        return new Typed<T>(item, ValueFormat.ReadItems<T>(reader), asText);
    }

    internal static Learner LearnerOf<T>(DataViewRow row, DataViewSchema.Column column, TermOptions options) => new Learner<T>(row, column, options);

    /// <summary>Text is a term by its characters, everything else by its value.</summary>
    private static IEqualityComparer<T> Equality<T>()
        => typeof(T) == typeof(ReadOnlyMemory<char>) ? (IEqualityComparer<T>)(object)TextComparer.Instance : EqualityComparer<T>.Default;

    private static IComparer<T> Order<T>() => typeof(T) == typeof(ReadOnlyMemory<char>) ? (IComparer<T>)(object)TextComparer.Instance : Comparer<T>.Default;

    private static bool IsTerm<T>(T value) => value switch
    {
        ReadOnlyMemory<char> text => !text.IsEmpty,
        float number => !float.IsNaN(number),
        double number => !double.IsNaN(number),
        _ => true,
    };

    internal abstract class Learner
    {
        public abstract void Read();

        public abstract TermMap ToMap();
    }

    private sealed class Learner<T>(DataViewRow row, DataViewSchema.Column column, TermOptions options) : Learner
    {
        private readonly HashSet<T> _seen = new(Equality<T>());
        private readonly List<T> _terms = [];
        private readonly ValueGetter<T> _scalar = column.Type is VectorDataViewType ? null : row.GetGetter<T>(column);
        private readonly ValueGetter<VBuffer<T>> _vector = column.Type is VectorDataViewType ? row.GetGetter<VBuffer<T>>(column) : null;
        private VBuffer<T> _buffer;

        public override void Read()
        {
            if (_scalar is not null)
            {
                T value = default;
                _scalar(ref value);
                Add(value);
                return;
            }

            _vector(ref _buffer);
            foreach (var item in _buffer.DenseValues()) Add(item);
        }

        public override TermMap ToMap()
        {
            if (options.Order == ValueToKeyMappingEstimator.KeyOrdinality.ByValue) _terms.Sort(Order<T>());
            return new Typed<T>((PrimitiveDataViewType)column.Type.GetItemType(), [.. _terms], options.AsText);
        }

        private void Add(T value)
        {
            if (_terms.Count >= options.MaximumNumberOfKeys || !IsTerm(value) || _seen.Contains(value)) return;
            // Text points into the row's memory, which may be used again.
            var own = value is ReadOnlyMemory<char> text ? (T)(object)text.ToString().AsMemory() : value;
            _seen.Add(own);
            _terms.Add(own);
        }
    }

    private sealed class Typed<T>(PrimitiveDataViewType item, T[] terms, bool asText) : TermMap
    {
        private readonly Dictionary<T, uint> _keys = terms.Select((t, i) => (t, i)).ToDictionary(p => p.t, p => (uint)p.i + 1, Equality<T>());

        public override ColumnMap Bind(DataViewSchema.Column input)
        {
            if (!input.Type.GetItemType().Equals(item)) throw Contracts.ExceptSchemaMismatch("inputSchema", "input", input.Name, item.ToString(), input.Type.ToString());
            var key = new KeyDataViewType(typeof(uint), Math.Max(1, terms.Length));
            if (input.Type is VectorDataViewType vector) return new ColumnMap(new VectorDataViewType(key, vector.Dimensions), Annotations(input), row => VectorGetter(row, input));
            return new ColumnMap(key, Annotations(input), row => ScalarGetter(row, input));
        }

        public override void Save(BinaryWriter writer)
        {
            SchemaFormat.WriteType(writer, item);
            writer.Write(asText);
            ValueFormat.WriteItems(writer, terms);
        }

        private ValueGetter<uint> ScalarGetter(DataViewRow row, DataViewSchema.Column input)
        {
            var getter = row.GetGetter<T>(input);
            T value = default;
            return (ref uint key) =>
            {
                getter(ref value);
                key = KeyOf(value);
            };
        }

        private ValueGetter<VBuffer<uint>> VectorGetter(DataViewRow row, DataViewSchema.Column input)
        {
            var getter = row.GetGetter<VBuffer<T>>(input);
            VBuffer<T> value = default;
            return (ref VBuffer<uint> keys) =>
            {
                getter(ref value);
                var editor = VBufferEditor.Create(ref keys, value.Length);
                foreach (var (slot, term) in value.Items(all: true)) editor.Values[slot] = KeyOf(term);
                keys = editor.Commit();
            };
        }

        private uint KeyOf(T value) => IsTerm(value) && _keys.TryGetValue(value, out var key) ? key : 0;

        private DataViewSchema.Annotations Annotations(DataViewSchema.Column input)
        {
            var builder = new DataViewSchema.Annotations.Builder();
            builder.Add(input.Annotations, kind => kind == AnnotationKinds.SlotNames);
            if (terms.Length == 0) return builder.ToAnnotations();
            if (asText && terms is not ReadOnlyMemory<char>[])
            {
                var texts = terms.Select(t => Convert.ToString(t, CultureInfo.InvariantCulture).AsMemory()).ToArray();
                builder.Add(AnnotationKinds.KeyValues, AnnotationKinds.NamesType(texts.Length), (ref VBuffer<ReadOnlyMemory<char>> value) => VBuffer<ReadOnlyMemory<char>>.Copy(texts, 0, ref value, texts.Length));
            }
            else builder.Add(AnnotationKinds.KeyValues, new VectorDataViewType(item, terms.Length), (ref VBuffer<T> value) => VBuffer<T>.Copy(terms, 0, ref value, terms.Length));

            return builder.ToAnnotations();
        }
    }

    private sealed class TextComparer : IEqualityComparer<ReadOnlyMemory<char>>, IComparer<ReadOnlyMemory<char>>
    {
        public static TextComparer Instance { get; } = new();

        public bool Equals(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<char> text) => string.GetHashCode(text.Span);

        public int Compare(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.SequenceCompareTo(y.Span);
    }
}

namespace Microsoft.ML.Data;

/// <summary>Concatenation bound to a schema.</summary>
internal sealed class ConcatenatingMapper : RowMapperBase
{
    private readonly DataViewSchema.Column[] _sources;
    private readonly VectorDataViewType _type;
    private readonly DataViewSchema.DetachedColumn[] _outputs;

    public ConcatenatingMapper(DataViewSchema schema, string output, string[] inputs)
        : base(schema)
    {
        _sources = [.. inputs.Select(i => schema.GetColumnOrNull(i) ?? throw Contracts.ExceptSchemaMismatch("inputSchema", "input", i))];
        var item = _sources[0].Type.GetItemType();
        foreach (var source in _sources)
        {
            if (!source.Type.GetItemType().Equals(item)) throw Contracts.ExceptSchemaMismatch("inputSchema", "input", source.Name, item.ToString(), source.Type.ToString());
        }

        var isVariable = _sources.Any(s => s.Type.GetValueCount() == 0);
        _type = IsIdentity ? (VectorDataViewType)_sources[0].Type : new VectorDataViewType((PrimitiveDataViewType)item, isVariable ? 0 : _sources.Sum(s => s.Type.GetValueCount()));
        _outputs = [new DataViewSchema.DetachedColumn(output, _type, IsIdentity ? _sources[0].Annotations : Annotations())];
    }

    private bool IsIdentity => _sources.Length == 1 && _sources[0].Type is VectorDataViewType;

    public override DataViewSchema.DetachedColumn[] GetOutputColumns() => _outputs;

    public override IEnumerable<int> GetDependencies(int output) => _sources.Select(s => s.Index);

    internal static ValueGetter<VBuffer<T>> Concatenation<T>(DataViewRow row, DataViewSchema.Column[] sources, int size)
    {
        var parts = sources.Select(s => PartOf<T>(row, s)).ToArray();
        var buffers = new VBuffer<T>[parts.Length];
        return (ref VBuffer<T> value) =>
        {
            for (var i = 0; i < parts.Length; i++) parts[i](ref buffers[i]);
            var length = buffers.Sum(b => b.Length);
            Contracts.Check(size == 0 || length == size, $"Expected {size} slots, but got {length}");
            Join(buffers, length, ref value);
        };
    }

    protected override Delegate MakeGetter(DataViewRow input, int output)
        => IsIdentity
            ? Getters.Untyped(input, _sources[0])
            : (Delegate)Getters.Invoke(typeof(ConcatenatingMapper), nameof(Concatenation), _type.ItemType.RawType, input, _sources, _type.Size);

    private static ValueGetter<VBuffer<T>> PartOf<T>(DataViewRow row, DataViewSchema.Column source)
    {
        if (source.Type is VectorDataViewType) return row.GetGetter<VBuffer<T>>(source);
        var getter = row.GetGetter<T>(source);
        return (ref VBuffer<T> value) =>
        {
            var editor = VBufferEditor.Create(ref value, 1);
            getter(ref editor.Values[0]);
            value = editor.Commit();
        };
    }

    /// <summary>Sparse when the explicit values are under a quarter of all.</summary>
    private static void Join<T>(VBuffer<T>[] parts, int length, ref VBuffer<T> value)
    {
        var count = parts.Sum(p => p.GetValues().Length);
        if (count < length / 4) JoinSparse(parts, length, count, ref value);
        else JoinDense(parts, length, ref value);
    }

    private static void JoinDense<T>(VBuffer<T>[] parts, int length, ref VBuffer<T> value)
    {
        var editor = VBufferEditor.Create(ref value, length);
        var offset = 0;
        foreach (var part in parts)
        {
            part.CopyTo(editor.Values, offset);
            offset += part.Length;
        }

        value = editor.Commit();
    }

    private static void JoinSparse<T>(VBuffer<T>[] parts, int length, int count, ref VBuffer<T> value)
    {
        var editor = VBufferEditor.Create(ref value, length, count);
        int at = 0, offset = 0;
        foreach (var part in parts)
        {
            var values = part.GetValues();
            for (var i = 0; i < values.Length; i++, at++)
            {
                editor.Values[at] = values[i];
                editor.Indices[at] = offset + (part.IsDense ? i : part.GetIndices()[i]);
            }

            offset += part.Length;
        }

        value = editor.Commit();
    }

    private DataViewSchema.Annotations Annotations()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        if (_type.ItemType is NumberDataViewType && _sources.All(s => s.IsNormalized())) builder.AddPrimitiveValue(AnnotationKinds.IsNormalized, BooleanDataViewType.Instance, true);
        if (!_type.IsKnownSize) return builder.ToAnnotations();
        if (_sources.Any(s => s.Type is not VectorDataViewType || s.HasSlotNames()))
        {
            var names = _sources.SelectMany(SlotNames).ToArray();
            builder.AddSlotNames(names.Length, (ref VBuffer<ReadOnlyMemory<char>> value) => VBuffer<ReadOnlyMemory<char>>.Copy(names, 0, ref value, names.Length));
        }

        var ranges = CategoricalRanges().ToArray();
        if (ranges.Length > 0)
        {
            var type = new VectorDataViewType(NumberDataViewType.Int32, ranges.Length / 2, 2);
            builder.Add(AnnotationKinds.CategoricalSlotRanges, type, (ref VBuffer<int> value) => VBuffer<int>.Copy(ranges, 0, ref value, ranges.Length));
        }

        return builder.ToAnnotations();
    }

    private static IEnumerable<ReadOnlyMemory<char>> SlotNames(DataViewSchema.Column source)
    {
        if (source.Type is not VectorDataViewType vector) return [source.Name.AsMemory()];
        if (!source.HasSlotNames()) return Enumerable.Repeat(ReadOnlyMemory<char>.Empty, vector.Size);
        VBuffer<ReadOnlyMemory<char>> names = default;
        source.GetSlotNames(ref names);
        return names.DenseValues().Select(n => n.IsEmpty ? n : $"{source.Name}.{n}".AsMemory());
    }

    private IEnumerable<int> CategoricalRanges()
    {
        var offset = 0;
        foreach (var source in _sources)
        {
            if (source.Annotations.Schema.GetColumnOrNull(AnnotationKinds.CategoricalSlotRanges) is not null)
            {
                VBuffer<int> ranges = default;
                source.Annotations.GetValue(AnnotationKinds.CategoricalSlotRanges, ref ranges);
                foreach (var slot in ranges.DenseValues()) yield return slot + offset;
            }

            offset += source.Type.GetValueCount();
        }
    }
}

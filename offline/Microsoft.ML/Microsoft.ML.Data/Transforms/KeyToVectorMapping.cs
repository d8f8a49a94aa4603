using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(KeyToVectorMappingTransformer), null, typeof(SignatureLoadModel), "Key To Vector Transform", KeyToVectorMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Maps a key to an indicator vector; keys of a vector to their indicators one after another, or to their counts.</summary>
public sealed class KeyToVectorMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "KeyToVectorTransform";

    private readonly bool[] _counts;

    internal KeyToVectorMappingTransformer(IEnumerable<ColumnPair> pairs, bool[] counts)
        : base(pairs)
        => _counts = counts;

    private protected override VersionInfo Version => VersionOf();

    internal bool Counts(int pair) => _counts[pair];

    private protected override ColumnMap MapColumn(int pair, DataViewSchema.Column input)
    {
        if (input.Type.GetItemType() is not KeyDataViewType key) throw Contracts.ExceptSchemaMismatch("inputSchema", "input", input.Name, "Key", input.Type.ToString());
        var size = key.GetCountAsInt32();
        if (input.Type is not VectorDataViewType vector) return new ColumnMap(new VectorDataViewType(NumberDataViewType.Single, size), IndicatorAnnotations(input, size, 1), row => Single(KeyGetter.Of(row, input), size));
        if (_counts[pair]) return new ColumnMap(new VectorDataViewType(NumberDataViewType.Single, size), SlotNames(input, size, 1).ToAnnotations(), row => Count(KeyGetter.Of(row, input), size));
        var type = vector.IsKnownSize ? new VectorDataViewType(NumberDataViewType.Single, vector.Size, size) : new VectorDataViewType(NumberDataViewType.Single);
        return new ColumnMap(type, IndicatorAnnotations(input, size, vector.Size), row => Several(KeyGetter.Of(row, input), size));
    }

    private protected override void SaveColumn(int pair, BinaryWriter writer) => writer.Write(_counts[pair]);

    private static ValueGetter<VBuffer<float>> Single(KeyGetter keys, int size) => (ref VBuffer<float> value) =>
    {
        var key = keys.Scalar();
        var known = key > 0 && key <= (ulong)size;
        var editor = VBufferEditor.Create(ref value, size, known ? 1 : 0);
        if (known) editor.Values[0] = 1;
        if (known && size > 1) editor.Indices[0] = (int)key - 1;
        value = editor.Commit();
    };

    private static ValueGetter<VBuffer<float>> Count(KeyGetter keys, int size) => (ref VBuffer<float> value) =>
    {
        var editor = VBufferEditor.Create(ref value, size);
        editor.Values.Clear();
        foreach (var key in keys.Vector())
        {
            if (key > 0 && key <= (ulong)size) editor.Values[(int)key - 1]++;
        }

        value = editor.Commit();
    };

    private static ValueGetter<VBuffer<float>> Several(KeyGetter keys, int size) => (ref VBuffer<float> value) =>
    {
        var items = keys.Vector();
        var editor = VBufferEditor.Create(ref value, items.Length * size);
        editor.Values.Clear();
        for (var i = 0; i < items.Length; i++)
        {
            if (items[i] > 0 && items[i] <= (ulong)size) editor.Values[(i * size) + (int)items[i] - 1] = 1;
        }

        value = editor.Commit();
    };

    private static DataViewSchema.Annotations IndicatorAnnotations(DataViewSchema.Column input, int size, int slots)
    {
        var builder = SlotNames(input, size, slots);
        if (slots > 0)
        {
            var ranges = Enumerable.Range(0, slots).SelectMany(s => new[] { s * size, ((s + 1) * size) - 1 }).ToArray();
            builder.Add(AnnotationKinds.CategoricalSlotRanges, new VectorDataViewType(NumberDataViewType.Int32, slots, 2), (ref VBuffer<int> value) => VBuffer<int>.Copy(ranges, 0, ref value, ranges.Length));
        }

        builder.AddPrimitiveValue(AnnotationKinds.IsNormalized, BooleanDataViewType.Instance, true);
        return builder.ToAnnotations();
    }

    /// <summary>The keys' values name the slots; with several keys, behind the name of the key's own slot.</summary>
    private static DataViewSchema.Annotations.Builder SlotNames(DataViewSchema.Column input, int size, int slots)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        if (!input.HasKeyValues() || slots == 0) return builder;
        VBuffer<ReadOnlyMemory<char>> values = default, own = default;
        input.GetKeyValues(ref values);
        if (input.HasSlotNames()) input.GetSlotNames(ref own);
        var terms = values.DenseValues().ToArray();
        var names = Enumerable.Range(0, slots).SelectMany(s => terms.Select(t => slots == 1 || own.Length == 0 ? t : $"{own.GetItemOrDefault(s)}.{t}".AsMemory())).ToArray();
        builder.AddSlotNames(names.Length, (ref VBuffer<ReadOnlyMemory<char>> value) => VBuffer<ReadOnlyMemory<char>>.Copy(names, 0, ref value, names.Length));
        return builder;
    }

    private static VersionInfo VersionOf() => new("KEY2VECT", 0x00010001, 0x00010001, 0x00010001, typeof(KeyToVectorMappingTransformer).Assembly.FullName, LoaderSignature);

    private static KeyToVectorMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var columns = LoadColumns(ctx, VersionOf(), reader => reader.ReadBoolean());
        return new KeyToVectorMappingTransformer(columns.Select(c => c.Pair), [.. columns.Select(c => c.State)]);
    }
}

/// <summary>Maps keys to indicator vectors or to counts.</summary>
public sealed class KeyToVectorMappingEstimator : TrivialEstimator<KeyToVectorMappingTransformer>
{
    internal KeyToVectorMappingEstimator(ColumnPair[] pairs, bool outputCountVector)
        : base(new KeyToVectorMappingTransformer(pairs, [.. pairs.Select(_ => outputCountVector)]))
    {
    }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var editor = new ShapeEditor(inputSchema);
        for (var i = 0; i < Transformer.Pairs.Length; i++)
        {
            var column = editor.Input(Transformer.Pairs[i].Input);
            if (!column.IsKey) throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", column.Name, "Key", column.GetTypeString());
            var counts = Transformer.Counts(i) && column.Kind != SchemaShape.Column.VectorKind.Scalar;
            var isVariable = column.Kind == SchemaShape.Column.VectorKind.VariableVector && !counts;
            editor.Set(Transformer.Pairs[i].Output, isVariable ? SchemaShape.Column.VectorKind.VariableVector : SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false, Annotations(column, counts, isVariable));
        }

        return editor.ToShape();
    }

    private static IEnumerable<SchemaShape.Column> Annotations(SchemaShape.Column column, bool counts, bool isVariable)
    {
        if (!isVariable && column.Annotations.TryFindColumn(AnnotationKinds.KeyValues, out var values) && values.ItemType is TextDataViewType) yield return AnnotationKinds.ShapeOfSlotNames();
        if (!counts && !isVariable) yield return new SchemaShape.Column(AnnotationKinds.CategoricalSlotRanges, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Int32, false);
        if (!counts) yield return new SchemaShape.Column(AnnotationKinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false);
    }
}

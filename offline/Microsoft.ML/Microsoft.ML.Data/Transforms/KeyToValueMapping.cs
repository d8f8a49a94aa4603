using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(KeyToValueMappingTransformer), null, typeof(SignatureLoadModel), "Key To Value Transform", KeyToValueMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Maps keys back to the values that the input column knows for them.</summary>
public sealed class KeyToValueMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "KeyToValueTransform";

    internal KeyToValueMappingTransformer(IEnumerable<ColumnPair> pairs)
        : base(pairs)
    {
    }

    private protected override VersionInfo Version => VersionOf();

    internal static ColumnMap Bind<TValue>(DataViewSchema.Column input, VectorDataViewType valuesType)
    {
        VBuffer<TValue> buffer = default;
        input.Annotations.GetValue(AnnotationKinds.KeyValues, ref buffer);
        var values = buffer.DenseValues().ToArray();
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(input.Annotations, kind => kind == AnnotationKinds.SlotNames);
        var type = input.Type is VectorDataViewType vector ? new VectorDataViewType(valuesType.ItemType, vector.Dimensions) : (DataViewType)valuesType.ItemType;
        return new ColumnMap(type, annotations.ToAnnotations(), row => Getter(KeyGetter.Of(row, input), values, input.Type is VectorDataViewType));
    }

    private protected override ColumnMap MapColumn(int pair, DataViewSchema.Column input)
    {
        if (input.Type.GetItemType() is not KeyDataViewType) throw Contracts.ExceptSchemaMismatch("inputSchema", "input", input.Name, "KeyType", input.Type.ToString());
        if (input.Annotations.Schema.GetColumnOrNull(AnnotationKinds.KeyValues)?.Type is not VectorDataViewType values) throw Contracts.Except($"Metadata KeyValues does not exist for column '{input.Name}'");
        return (ColumnMap)Getters.Invoke(typeof(KeyToValueMappingTransformer), nameof(Bind), values.ItemType.RawType, input, values);
    }

    private protected override void SaveColumn(int pair, BinaryWriter writer)
    {
    }

    private static Delegate Getter<TValue>(KeyGetter keys, TValue[] values, bool isVector)
    {
        var missing = Missing<TValue>();
        TValue ValueOf(ulong key) => key == 0 || key > (ulong)values.Length ? missing : values[key - 1];
        if (!isVector) return (ValueGetter<TValue>)((ref TValue value) => value = ValueOf(keys.Scalar()));
        return (ValueGetter<VBuffer<TValue>>)((ref VBuffer<TValue> value) =>
        {
            var items = keys.Vector();
            var editor = VBufferEditor.Create(ref value, items.Length);
            for (var i = 0; i < items.Length; i++) editor.Values[i] = ValueOf(items[i]);
            value = editor.Commit();
        });
    }

    private static TValue Missing<TValue>()
        => typeof(TValue) == typeof(float) ? (TValue)(object)float.NaN : typeof(TValue) == typeof(double) ? (TValue)(object)double.NaN : default;

    private static VersionInfo VersionOf() => new("KEY2VALT", 0x00010001, 0x00010001, 0x00010001, typeof(KeyToValueMappingTransformer).Assembly.FullName, LoaderSignature);

    private static KeyToValueMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => new(LoadColumns(ctx, VersionOf(), _ => 0).Select(c => c.Pair));
}

/// <summary>Maps keys back to the values that the input column knows for them.</summary>
public sealed class KeyToValueMappingEstimator : TrivialEstimator<KeyToValueMappingTransformer>
{
    internal KeyToValueMappingEstimator(params ColumnPair[] pairs)
        : base(new KeyToValueMappingTransformer(pairs))
    {
    }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var editor = new ShapeEditor(inputSchema);
        foreach (var pair in Transformer.Pairs)
        {
            var column = editor.Input(pair.Input);
            if (!column.IsKey) throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", pair.Input, "KeyType", column.GetTypeString());
            if (!column.Annotations.TryFindColumn(AnnotationKinds.KeyValues, out var values)) throw Contracts.ExceptParam(nameof(inputSchema), $"Input column '{pair.Input}' doesn't contain key values metadata");
            SchemaShape.Column[] annotations = column.Annotations.TryFindColumn(AnnotationKinds.SlotNames, out var slots) ? [slots] : [];
            editor.Set(pair.Output, column.Kind, values.ItemType, values.IsKey, annotations);
        }

        return editor.ToShape();
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(TypeConvertingTransformer), null, typeof(SignatureLoadModel), "Convert Transform", TypeConvertingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Converts the items of columns to another type.</summary>
public sealed class TypeConvertingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ConvertTransform";

    internal TypeConvertingTransformer(IEnumerable<ColumnPair> pairs, DataKind kind)
        : base(pairs)
        => Kind = kind;

    internal DataKind Kind { get; }

    private protected override VersionInfo Version => VersionOf();

    internal static Delegate Scalar<TIn, TOut>(DataViewRow row, DataViewSchema.Column input, Func<TIn, TOut> convert)
    {
        var getter = row.GetGetter<TIn>(input);
        TIn source = default;
        return (ValueGetter<TOut>)((ref TOut value) =>
        {
            getter(ref source);
            value = convert(source);
        });
    }

    internal static Delegate Vector<TIn, TOut>(DataViewRow row, DataViewSchema.Column input, Func<TIn, TOut> convert)
    {
        var getter = row.GetGetter<VBuffer<TIn>>(input);
        VBuffer<TIn> source = default;
        return (ValueGetter<VBuffer<TOut>>)((ref VBuffer<TOut> value) =>
        {
            getter(ref source);
            var editor = VBufferEditor.Create(ref value, source.Length);
            foreach (var (slot, item) in source.Items(all: true)) editor.Values[slot] = convert(item);
            value = editor.Commit();
        });
    }

    private protected override ColumnMap MapColumn(int pair, DataViewSchema.Column input)
    {
        var target = Kind.ToPrimitive();
        var source = input.Type.GetItemType();
        var convert = ItemConversion.Find(source, target) ?? throw Contracts.ExceptParam("inputSchema", $"source column '{input.Name}' with item type '{source}' is not compatible with destination type '{target}'");
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(input.Annotations, kind => kind == AnnotationKinds.SlotNames || (kind == AnnotationKinds.IsNormalized && source is NumberDataViewType && target is NumberDataViewType));
        var isVector = input.Type is VectorDataViewType;
        var make = typeof(TypeConvertingTransformer).GetMethod(isVector ? nameof(Vector) : nameof(Scalar), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)
            .MakeGenericMethod(source.RawType, target.RawType);
        var type = input.Type is VectorDataViewType vector ? new VectorDataViewType(target, vector.Dimensions) : (DataViewType)target;
        return new ColumnMap(type, annotations.ToAnnotations(), row => (Delegate)make.Invoke(null, [row, input, convert]));
    }

    private protected override void SaveColumn(int pair, BinaryWriter writer) => writer.Write((byte)Kind);

    private static VersionInfo VersionOf() => new("CONVERTF", 0x00010001, 0x00010001, 0x00010001, typeof(TypeConvertingTransformer).Assembly.FullName, LoaderSignature);

    private static TypeConvertingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var columns = LoadColumns(ctx, VersionOf(), reader => (DataKind)reader.ReadByte());
        return new TypeConvertingTransformer(columns.Select(c => c.Pair), columns[0].State);
    }
}

/// <summary>Converts the items of columns to another type.</summary>
public sealed class TypeConvertingEstimator : TrivialEstimator<TypeConvertingTransformer>
{
    internal TypeConvertingEstimator(ColumnPair[] pairs, DataKind kind)
        : base(new TypeConvertingTransformer(pairs, kind))
    {
    }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var editor = new ShapeEditor(inputSchema);
        var target = Transformer.Kind.ToPrimitive();
        foreach (var pair in Transformer.Pairs)
        {
            var column = editor.Input(pair.Input);
            var known = column.IsKey || ItemConversion.Find(column.ItemType, target) is not null;
            Contracts.CheckParam(known, nameof(inputSchema), $"source column '{pair.Input}' with item type '{column.ItemType}' is not compatible with destination type '{target}'");
            var bothNumbers = column.ItemType is NumberDataViewType && target is NumberDataViewType && !column.IsKey;
            editor.Set(pair.Output, column.Kind, target, false, column.Annotations.Where(a => a.Name == AnnotationKinds.SlotNames || (a.Name == AnnotationKinds.IsNormalized && bothNumbers)));
        }

        return editor.ToShape();
    }
}

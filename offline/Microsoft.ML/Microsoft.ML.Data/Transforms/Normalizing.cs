using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(NormalizingTransformer), null, typeof(SignatureLoadModel), "Normalizer", NormalizingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Scales slots by what was learned of them.</summary>
public sealed class NormalizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "Normalizer";

    private readonly SlotScaling[] _scalings;

    internal NormalizingTransformer(IEnumerable<ColumnPair> pairs, SlotScaling[] scalings)
        : base(pairs)
        => _scalings = scalings;

    private protected override VersionInfo Version => VersionOf();

    private protected override ColumnMap MapColumn(int pair, DataViewSchema.Column input)
    {
        const string Expected = "scalar or known-size vector of Single";
        if (input.Type is VectorDataViewType { IsKnownSize: false }) throw Contracts.ExceptSchemaMismatch("inputSchema", "input", input.Name, Expected, "variable-size vector");
        var item = input.Type.GetItemType();
        if (item != NumberDataViewType.Single && item != NumberDataViewType.Double) throw Contracts.ExceptSchemaMismatch("inputSchema", "input", input.Name, Expected, input.Type.ToString());
        if (input.Type.GetValueCount() != _scalings[pair].Slots) throw Contracts.ExceptSchemaMismatch("inputSchema", "input", input.Name, $"{_scalings[pair].Slots} slots", input.Type.ToString());
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddPrimitiveValue(AnnotationKinds.IsNormalized, BooleanDataViewType.Instance, true);
        annotations.Add(input.Annotations, kind => kind == AnnotationKinds.SlotNames);
        return new ColumnMap(input.Type, annotations.ToAnnotations(), row => _scalings[pair].Getter(row, input));
    }

    private protected override void SaveColumn(int pair, BinaryWriter writer) => _scalings[pair].Save(writer);

    private static VersionInfo VersionOf() => new("NORMALZR", 0x00010001, 0x00010001, 0x00010001, typeof(NormalizingTransformer).Assembly.FullName, LoaderSignature);

    private static NormalizingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var columns = LoadColumns(ctx, VersionOf(), SlotScaling.Load);
        return new NormalizingTransformer(columns.Select(c => c.Pair), [.. columns.Select(c => c.State)]);
    }
}

/// <summary>Learns the range or the moments of slots in one pass.</summary>
public sealed class NormalizingEstimator : IEstimator<NormalizingTransformer>
{
    private readonly ColumnPair[] _pairs;
    private readonly NormalizingOptions _options;

    internal NormalizingEstimator(ColumnPair[] pairs, NormalizingOptions options)
    {
        Contracts.CheckUserArg(options.MaximumExampleCount > 1, "maximumExampleCount", "Must be greater than 1");
        _pairs = pairs;
        _options = options;
    }

    /// <summary>Learns.</summary>
    public NormalizingTransformer Fit(IDataView input)
    {
        Contracts.CheckValue(input, nameof(input));
        GetOutputSchema(SchemaShape.Create(input.Schema));
        DataViewSchema.Column[] columns = [.. _pairs.Select(p => input.Schema[p.Input])];
        var statistics = columns.Select(c => new SlotStatistics(c.Type.GetValueCount())).ToArray();
        using var cursor = input.GetRowCursor(columns);
        var readers = columns.Select(c => SlotReader.Of(cursor, c)).ToArray();
        for (long row = 0; row < _options.MaximumExampleCount && cursor.MoveNext(); row++)
        {
            for (var i = 0; i < columns.Length; i++) statistics[i].Add(readers[i]());
        }

        return new NormalizingTransformer(_pairs, [.. statistics.Select(s => s.ToScaling(_options))]);
    }

    /// <summary>The shape of the output.</summary>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var editor = new ShapeEditor(inputSchema);
        foreach (var pair in _pairs)
        {
            var column = editor.Input(pair.Input);
            if (column.Kind == SchemaShape.Column.VectorKind.VariableVector) throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", pair.Input, "known-size vector or scalar", column.GetTypeString());
            var isReal = column.ItemType == NumberDataViewType.Single || column.ItemType == NumberDataViewType.Double;
            if (!isReal) throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", pair.Input, "vector or scalar of Single or Double", column.GetTypeString());
            var annotations = new List<SchemaShape.Column> { new(AnnotationKinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false) };
            if (column.Annotations.TryFindColumn(AnnotationKinds.SlotNames, out var slots)) annotations.Add(slots);
            editor.Set(pair.Output, column.Kind, column.ItemType, column.IsKey, annotations);
        }

        return editor.ToShape();
    }
}

/// <summary>How slots are scaled: by their range or by their moments, around zero or not, to values or to probabilities.</summary>
internal sealed record NormalizingOptions(bool ByMoments, bool FixZero, bool UseCdf, long MaximumExampleCount);

using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ValueToKeyMappingTransformer), null, typeof(SignatureLoadModel), "Term Transform", ValueToKeyMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Maps values to keys by a list of terms; unknown and missing values become 0.</summary>
public sealed class ValueToKeyMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "TermTransform";

    private readonly TermMap[] _maps;

    internal ValueToKeyMappingTransformer(IEnumerable<ColumnPair> pairs, TermMap[] maps)
        : base(pairs)
        => _maps = maps;

    private protected override VersionInfo Version => VersionOf();

    private protected override ColumnMap MapColumn(int pair, DataViewSchema.Column input) => _maps[pair].Bind(input);

    private protected override void SaveColumn(int pair, BinaryWriter writer) => _maps[pair].Save(writer);

    private static VersionInfo VersionOf() => new("TERMTRNF", 0x00010001, 0x00010001, 0x00010001, typeof(ValueToKeyMappingTransformer).Assembly.FullName, LoaderSignature);

    private static ValueToKeyMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var columns = LoadColumns(ctx, VersionOf(), TermMap.Load);
        return new ValueToKeyMappingTransformer(columns.Select(c => c.Pair), [.. columns.Select(c => c.State)]);
    }
}

/// <summary>Learns the terms of columns in one pass.</summary>
public sealed class ValueToKeyMappingEstimator : IEstimator<ValueToKeyMappingTransformer>
{
    private readonly ColumnPair[] _pairs;
    private readonly TermOptions _options;
    private readonly IDataView _keyData;

    internal ValueToKeyMappingEstimator(ColumnPair[] pairs, TermOptions options, IDataView keyData)
    {
        Contracts.CheckUserArg(options.MaximumNumberOfKeys > 0, "maximumNumberOfKeys", "Must be positive");
        Contracts.CheckParam(keyData is null || keyData.Schema.Count(c => !c.IsHidden) == 1, nameof(keyData), "If specified, this data view should contain only a single column containing the terms to map.");
        _pairs = pairs;
        _options = options;
        _keyData = keyData;
    }

    /// <summary>In which order the terms become keys.</summary>
    public enum KeyOrdinality : byte
    {
        /// <summary>As they occur.</summary>
        ByOccurrence = 0,

        /// <summary>Sorted.</summary>
        ByValue = 1,
    }

    /// <summary>Learns the terms.</summary>
    public ValueToKeyMappingTransformer Fit(IDataView input)
    {
        Contracts.CheckValue(input, nameof(input));
        GetOutputSchema(SchemaShape.Create(input.Schema));
        if (_keyData is null) return new ValueToKeyMappingTransformer(_pairs, TermMap.Learn(input, _pairs.Select(p => input.Schema[p.Input]), _options));
        var map = TermMap.Learn(_keyData, [_keyData.Schema.First(c => !c.IsHidden)], _options)[0];
        return new ValueToKeyMappingTransformer(_pairs, [.. _pairs.Select(_ => map)]);
    }

    /// <summary>The shape of the output.</summary>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var editor = new ShapeEditor(inputSchema);
        foreach (var pair in _pairs)
        {
            var column = editor.Input(pair.Input);
            if (!TermMap.CanMap(column.ItemType)) throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", pair.Input);
            var values = new SchemaShape.Column(AnnotationKinds.KeyValues, SchemaShape.Column.VectorKind.Vector, _options.AsText ? TextDataViewType.Instance : column.ItemType, column.IsKey);
            SchemaShape.Column[] annotations = column.Annotations.TryFindColumn(AnnotationKinds.SlotNames, out var slots) ? [slots, values] : [values];
            editor.Set(pair.Output, column.Kind, NumberDataViewType.UInt32, true, annotations);
        }

        return editor.ToShape();
    }
}

/// <summary>How terms are learned.</summary>
internal sealed record TermOptions(int MaximumNumberOfKeys, ValueToKeyMappingEstimator.KeyOrdinality Order, bool AsText);

using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ColumnCopyingTransformer), null, typeof(SignatureLoadModel), "Copy Columns Transform", ColumnCopyingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Copies columns under other names.</summary>
public sealed class ColumnCopyingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "CopyTransform";

    internal ColumnCopyingTransformer(IEnumerable<ColumnPair> pairs)
        : base(pairs)
    {
    }

    private protected override VersionInfo Version => VersionOf();

    private protected override ColumnMap MapColumn(int pair, DataViewSchema.Column input) => new(input.Type, input.Annotations, row => Getters.Untyped(row, input));

    private protected override void SaveColumn(int pair, BinaryWriter writer)
    {
    }

    private static VersionInfo VersionOf() => new("COPYCOLT", 0x00010001, 0x00010001, 0x00010001, typeof(ColumnCopyingTransformer).Assembly.FullName, LoaderSignature);

    private static ColumnCopyingTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => new(LoadColumns(ctx, VersionOf(), _ => 0).Select(c => c.Pair));
}

/// <summary>Copies columns under other names.</summary>
public sealed class ColumnCopyingEstimator : TrivialEstimator<ColumnCopyingTransformer>
{
    internal ColumnCopyingEstimator(params ColumnPair[] pairs)
        : base(new ColumnCopyingTransformer(pairs))
    {
    }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var editor = new ShapeEditor(inputSchema);
        foreach (var pair in Transformer.Pairs)
        {
            var column = editor.Input(pair.Input);
            editor.Set(pair.Output, column.Kind, column.ItemType, column.IsKey, column.Annotations);
        }

        return editor.ToShape();
    }
}

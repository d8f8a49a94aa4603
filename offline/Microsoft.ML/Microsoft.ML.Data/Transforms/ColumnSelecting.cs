using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ColumnSelectingTransformer), null, typeof(SignatureLoadModel), "Select Columns Transform", ColumnSelectingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Keeps some columns, or drops some.</summary>
public sealed class ColumnSelectingTransformer : ITransformer
{
    internal const string LoaderSignature = "SelectColumnsTransform";

    private readonly bool _keeps;
    private readonly bool _keepHidden;

    internal ColumnSelectingTransformer(string[] names, bool keeps, bool keepHidden)
    {
        Contracts.CheckParam(names is { Length: > 0 }, "columnNames", "At least one column is needed");
        Names = names;
        _keeps = keeps;
        _keepHidden = keepHidden;
    }

    bool ITransformer.IsRowToRowMapper => true;

    internal string[] Names { get; }

    /// <summary>The columns left: kept ones in the order asked for, the others in their own.</summary>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => new SelectedColumns(inputSchema, Choose(inputSchema)).Schema;

    /// <summary>The lazily transformed view.</summary>
    public IDataView Transform(IDataView input)
    {
        Contracts.CheckValue(input, nameof(input));
        return new SelectedView(input, new SelectedColumns(input.Schema, Choose(input.Schema)));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => new SelectedColumns(inputSchema, Choose(inputSchema));

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version());
        ctx.Writer.Write(_keeps);
        ctx.Writer.Write(_keepHidden);
        ctx.Writer.Write(Names.Length);
        foreach (var name in Names) ctx.SaveString(name);
    }

    internal bool Selects(string name) => Names.Contains(name) == _keeps;

    internal void Check(IEnumerable<string> present)
    {
        var missing = Names.Except(present).ToArray();
        if (missing.Length > 0) throw Contracts.ExceptSchemaMismatch("inputSchema", "input", string.Join(",", missing));
    }

    private static VersionInfo Version() => new("SELCOLST", 0x00010001, 0x00010001, 0x00010001, typeof(ColumnSelectingTransformer).Assembly.FullName, LoaderSignature);

    private static ColumnSelectingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version());
        bool keeps = ctx.Reader.ReadBoolean(), keepHidden = ctx.Reader.ReadBoolean();
        var names = new string[ctx.Reader.ReadInt32()];
        for (var i = 0; i < names.Length; i++) names[i] = ctx.LoadNonEmptyString();
        return new ColumnSelectingTransformer(names, keeps, keepHidden);
    }

    private int[] Choose(DataViewSchema schema)
    {
        Contracts.CheckValue(schema, "inputSchema");
        Check(schema.Select(c => c.Name));
        var visible = schema.Where(c => (_keepHidden || !c.IsHidden) && Selects(c.Name));
        return [.. (_keeps ? visible.OrderBy(c => Array.IndexOf(Names, c.Name)) : visible).Select(c => c.Index)];
    }
}

/// <summary>Keeps some columns, or drops some.</summary>
public sealed class ColumnSelectingEstimator : TrivialEstimator<ColumnSelectingTransformer>
{
    internal ColumnSelectingEstimator(string[] names, bool keeps, bool keepHidden)
        : base(new ColumnSelectingTransformer(names, keeps, keepHidden))
    {
    }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Contracts.CheckValue(inputSchema, nameof(inputSchema));
        Transformer.Check(inputSchema.Select(c => c.Name));
        return new SchemaShape(inputSchema.Where(c => Transformer.Selects(c.Name)));
    }
}

namespace Microsoft.ML.Data;

/// <summary>A transformer that makes one column out of one, any number of times.</summary>
public abstract class OneToOneTransformerBase : RowToRowTransformerBase
{
    private protected OneToOneTransformerBase(IEnumerable<ColumnPair> pairs)
    {
        Pairs = [.. pairs];
        Contracts.CheckParam(Pairs.Length > 0, "columns", "At least one column is needed");
        Contracts.CheckParam(Pairs.DistinctBy(p => p.Output).Count() == Pairs.Length, "columns", "Name of a result column specified multiple times");
    }

    internal ColumnPair[] Pairs { get; }

    private protected sealed override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    /// <summary>What becomes of an input column; throws when its type does not fit.</summary>
    private protected abstract ColumnMap MapColumn(int pair, DataViewSchema.Column input);

    private protected sealed override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(Pairs.Length);
        for (var i = 0; i < Pairs.Length; i++)
        {
            ctx.SaveString(Pairs[i].Output);
            ctx.SaveString(Pairs[i].Input);
            SaveColumn(i, ctx.Writer);
        }
    }

    private protected abstract VersionInfo Version { get; }

    private protected abstract void SaveColumn(int pair, BinaryWriter writer);

    /// <summary>Reads what <see cref="SaveModel"/> wrote.</summary>
    internal static (ColumnPair Pair, TState State)[] LoadColumns<TState>(ModelLoadContext ctx, VersionInfo version, Func<BinaryReader, TState> loadColumn)
    {
        ctx.CheckAtModel(version);
        var count = ctx.Reader.ReadInt32();
        Contracts.CheckDecode(count > 0);
        var columns = new List<(ColumnPair, TState)>();
        for (var i = 0; i < count; i++) columns.Add((new ColumnPair(ctx.LoadNonEmptyString(), ctx.LoadNonEmptyString()), loadColumn(ctx.Reader)));
        return [.. columns];
    }

    private sealed class Mapper : RowMapperBase
    {
        private readonly ColumnMap[] _maps;
        private readonly DataViewSchema.Column[] _inputs;
        private readonly DataViewSchema.DetachedColumn[] _outputs;

        public Mapper(OneToOneTransformerBase parent, DataViewSchema schema)
            : base(schema)
        {
            _inputs = [.. parent.Pairs.Select(p => schema.GetColumnOrNull(p.Input) ?? throw Contracts.ExceptSchemaMismatch("inputSchema", "input", p.Input))];
            _maps = [.. _inputs.Select((c, i) => parent.MapColumn(i, c))];
            _outputs = [.. _maps.Select((m, i) => new DataViewSchema.DetachedColumn(parent.Pairs[i].Output, m.Type, m.Annotations))];
        }

        public override DataViewSchema.DetachedColumn[] GetOutputColumns() => _outputs;

        public override IEnumerable<int> GetDependencies(int output) => [_inputs[output].Index];

        protected override Delegate MakeGetter(DataViewRow input, int output) => _maps[output].MakeGetter(input);
    }
}

/// <summary>An output column and its input.</summary>
internal readonly record struct ColumnPair(string Output, string Input)
{
    public static ColumnPair Of(string output, string input)
    {
        Contracts.CheckNonEmpty(output, "outputColumnName");
        return new ColumnPair(output, input ?? output);
    }

    public static ColumnPair[] Of(InputOutputColumnPair[] columns) => [.. Contracts.CheckRef(columns, nameof(columns)).Select(c => new ColumnPair(c.OutputColumnName, c.InputColumnName))];
}

/// <summary>A mapped column: its type, its annotations and how to read it off a row.</summary>
internal sealed record ColumnMap(DataViewType Type, DataViewSchema.Annotations Annotations, Func<DataViewRow, Delegate> MakeGetter);

/// <summary>Columns of a shape, replaced by name.</summary>
internal sealed class ShapeEditor
{
    private readonly Dictionary<string, SchemaShape.Column> _columns;
    private readonly SchemaShape _input;

    public ShapeEditor(SchemaShape input)
    {
        _input = Contracts.CheckRef(input, "inputSchema");
        _columns = input.ToDictionary(c => c.Name);
    }

    public SchemaShape.Column Input(string name)
        => _input.TryFindColumn(name, out var column) ? column : throw Contracts.ExceptSchemaMismatch("inputSchema", "input", name);

    public void Set(string name, SchemaShape.Column.VectorKind kind, DataViewType itemType, bool isKey, IEnumerable<SchemaShape.Column> annotations = null)
        => _columns[name] = new SchemaShape.Column(name, kind, itemType, isKey, new SchemaShape(annotations ?? []));

    public SchemaShape ToShape() => new(_columns.Values);
}

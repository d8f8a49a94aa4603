
namespace Microsoft.ML.Data;

/// <summary>Files or streams to read, one after another.</summary>
public interface IMultiStreamSource
{
    /// <summary>How many there are.</summary>
    int Count { get; }

    /// <summary>The path of one, or null.</summary>
    string GetPathOrNull(int index);

    /// <summary>Opens one.</summary>
    Stream Open(int index);

    /// <summary>Opens one as text.</summary>
    TextReader OpenTextReader(int index);
}

/// <summary>Files to read, one after another.</summary>
public sealed class MultiFileSource : IMultiStreamSource
{
    private readonly string[] _paths;

    /// <summary>These files.</summary>
    public MultiFileSource(params string[] paths) => _paths = paths ?? [];

    /// <inheritdoc/>
    public int Count => _paths.Length;

    /// <inheritdoc/>
    public string GetPathOrNull(int index) => _paths[index];

    /// <inheritdoc/>
    public Stream Open(int index) => File.OpenRead(_paths[index]);

    /// <inheritdoc/>
    public TextReader OpenTextReader(int index) => new StreamReader(_paths[index]);
}

/// <summary>Reads delimited text.</summary>
public sealed partial class TextLoader : IDataLoader<IMultiStreamSource>
{
    private readonly TextFormat _format;
    private readonly DataViewSchema _schema;
    private readonly TextColumn[] _columns;

    internal TextLoader(Options options, IMultiStreamSource dataSample)
    {
        Contracts.CheckValue(options, nameof(options));
        Contracts.CheckUserArg(options.Columns is { Length: > 0 }, nameof(options.Columns), "At least one column is needed");
        _format = new TextFormat(options);
        _columns = [.. options.Columns.Select(c => new TextColumn(c))];
        _schema = TextColumn.SchemaOf(_columns, dataSample is { Count: > 0 } && options.HasHeader ? _format.ReadHeader(dataSample) : null);
    }

    /// <summary>The schema of every loaded view.</summary>
    public DataViewSchema GetOutputSchema() => _schema;

    /// <summary>A lazy view of the files.</summary>
    public IDataView Load(IMultiStreamSource source)
    {
        Contracts.CheckValue(source, nameof(source));
        return new TextView(source, _format, _columns, _schema);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => throw Contracts.ExceptNotSupported("The offline subset saves a model with the schema of its input, not with a text loader.");

    internal static Column[] ColumnsOf<TInput>()
    {
        var columns = new List<Column>();
        foreach (var column in SchemaDefinition.Create(typeof(TInput), SchemaDefinition.Direction.Write))
        {
            System.Reflection.MemberInfo member = typeof(TInput).GetField(column.MemberName) ?? (System.Reflection.MemberInfo)typeof(TInput).GetProperty(column.MemberName);
            var load = (LoadColumnAttribute)Attribute.GetCustomAttribute(member, typeof(LoadColumnAttribute));
            if (load is null) continue;
            var range = load.Sources.ToArray();
            if (column.ColumnType is VectorDataViewType) range = [.. range.Select(r => new Range(r.Min, r.Max) { ForceVector = true })];
            columns.Add(new Column(column.ColumnName, KindOf(column), range, column.ColumnType.GetItemType() is KeyDataViewType key ? new KeyCount(key.Count) : null));
        }

        Contracts.Check(columns.Count > 0, $"Should define at least one public, readable field or property marked with {nameof(LoadColumnAttribute)} in {typeof(TInput).Name}");
        return [.. columns];
    }

    private static DataKind KindOf(SchemaDefinition.Column column)
    {
        var raw = column.ColumnType.GetItemType().RawType;
        return Enum.GetValues<DataKind>().First(k => k.ToPrimitive().RawType == raw);
    }
}

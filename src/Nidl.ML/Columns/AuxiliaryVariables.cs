using Microsoft.ML;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>The auxiliary variables of a training row: its auxiliary columns side by side, missing values as NaN.</summary>
/// <remarks>
/// They are doubles whatever the columns' types are: the difference of two time stamps, or of two large Int32, would be lost in Single. The
/// loss takes their weights in the type of the projections.
/// </remarks>
internal sealed class AuxiliaryVariables : IRowPart
{
    private readonly IReadOnlyList<AuxiliaryColumn> _columns;
    private readonly MissingValues _missing;

    private AuxiliaryVariables(IReadOnlyList<AuxiliaryColumn> columns, MissingValues missing)
    {
        (_columns, _missing) = (columns, missing);
        Shape = InputShape.Create([columns.Sum(column => (long)column.Width)]);
    }

    /// <inheritdoc/>
    public InputShape Shape { get; }

    /// <summary>
    /// Gets how many variables each column takes, for messages, for example <c>'Age' takes 1, 'Site' takes 3, one for each value of its
    /// key</c>.
    /// </summary>
    public string Widths => string.Join(", ", _columns.Select(column => column.Describe()));

    /// <inheritdoc/>
    public ScalarType ElementType => ScalarType.Float64;

    /// <summary>Finds the columns in a schema.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a type that cannot be used.</exception>
    public static AuxiliaryVariables Bind(DataViewSchema schema, IReadOnlyList<string> names, MissingValues missing) =>
        new([.. names.Select(name => AuxiliaryColumn.Bind(schema, name))], missing);

    /// <summary>Finds a column of classes in a schema: one number a row, of a key its own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of a type that cannot be used.</exception>
    public static AuxiliaryVariables BindClass(DataViewSchema schema, string name, MissingValues missing) =>
        new([AuxiliaryColumn.BindClass(schema, name)], missing);

    /// <inheritdoc/>
    public IEnumerable<DataViewSchema.Column> Sources(DataViewSchema schema) => _columns.Select(column => column.Find(schema));

    /// <inheritdoc/>
    public IRowPartReader Open(DataViewRow row) => new AuxiliaryVariablesReader(row, _columns, _missing);
}

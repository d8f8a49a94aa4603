using Microsoft.ML;

namespace Nidl.ML;

/// <summary>Which columns of a mapped schema, the input's own followed by appended ones, were asked for.</summary>
internal sealed class ActiveColumns
{
    private readonly DataViewSchema _input;
    private readonly bool[] _isActive;

    /// <exception cref="ArgumentException">A column that was asked for is not of the mapped schema.</exception>
    public ActiveColumns(DataViewSchema input, DataViewSchema output, IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        (_input, _isActive) = (input, new bool[output.Count]);
        foreach (var column in columnsNeeded)
        {
            if (column.Index >= output.Count || output[column.Index].Name != column.Name)
                throw new ArgumentException(
                    $"Columns that are asked for must be of the view's own schema, but '{column.Name}' at index {column.Index} is not.",
                    nameof(columnsNeeded));
            _isActive[column.Index] = true;
        }
    }

    /// <summary>Gets whether the column at an index was asked for.</summary>
    public bool this[int index] => _isActive[index];

    /// <summary>Gets whether an appended column was asked for.</summary>
    public bool AnyAppended => _isActive.AsSpan(_input.Count).Contains(true);

    /// <summary>Gets the input columns that were asked for themselves.</summary>
    public IEnumerable<DataViewSchema.Column> Own => _input.Where(column => _isActive[column.Index]);

    /// <summary>Gets the input columns that are needed: those asked for, and the source if an appended one was.</summary>
    public IEnumerable<DataViewSchema.Column> NeededWith(DataViewSchema.Column source) =>
        _input.Where(column => _isActive[column.Index] || (column.Index == source.Index && AnyAppended));
}

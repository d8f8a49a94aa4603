using Microsoft.ML;

namespace Nidl.ML;

/// <summary>Which columns of a mapped schema, the input's own followed by appended ones, were asked for.</summary>
internal sealed class ActiveColumns
{
    private readonly DataViewSchema _input;
    private readonly bool[] _isActive;

    public ActiveColumns(DataViewSchema input, DataViewSchema output, IEnumerable<DataViewSchema.Column> asked)
    {
        (_input, _isActive) = (input, new bool[output.Count]);
        foreach (var column in asked)
            _isActive[column.Index] = true;
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

namespace Microsoft.ML.Data;

/// <summary>Reads rows into objects.</summary>
internal sealed class RowReader<TRow>
    where TRow : class
{
    private readonly (MemberAccess<TRow> Member, int Column)[] _bindings;

    public RowReader(DataViewSchema schema, bool ignoreMissingColumns, SchemaDefinition definition)
    {
        var bindings = new List<(MemberAccess<TRow>, int)>();
        foreach (var member in MemberAccess<TRow>.Of(definition ?? SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Write)))
        {
            if (schema.GetColumnOrNull(member.ColumnName) is not { } column)
            {
                if (ignoreMissingColumns) continue;
                throw Contracts.ExceptSchemaMismatch(nameof(schema), "", member.ColumnName);
            }

            var (isVector, item) = SchemaDefinition.ItemOf(member.Member);
            var fits = isVector == column.Type is VectorDataViewType && column.Type.GetItemType().RawType == item;
            Contracts.Check(fits, $"Can't bind the IDataView column '{member.ColumnName}' of type '{column.Type}' to field or property '{member.Member.Name}' of type '{SchemaDefinition.TypeOf(member.Member).FullName}'.");
            bindings.Add((member, column.Index));
        }

        _bindings = [.. bindings];
    }

    public IEnumerable<DataViewSchema.Column> Columns(DataViewSchema schema) => _bindings.Select(b => schema[b.Column]);

    /// <summary>An action that writes the row's present values into an object.</summary>
    public Action<TRow> Bind(DataViewRow row)
    {
        var setters = _bindings.Select(b => b.Member.Setter(row, row.Schema[b.Column])).ToArray();
        return target =>
        {
            foreach (var setter in setters) setter(target);
        };
    }
}

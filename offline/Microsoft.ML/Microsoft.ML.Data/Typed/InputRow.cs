namespace Microsoft.ML.Data;

/// <summary>A row over whichever object it was given last.</summary>
internal sealed class InputRow<TRow> : DataViewRow
    where TRow : class
{
    private readonly Delegate[] _getters;
    private TRow _value;
    private long _position = -1;

    public InputRow(SchemaDefinition definition, DataViewSchema schema = null)
    {
        var members = MemberAccess<TRow>.Of(definition ?? SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read));
        Schema = schema ?? MemberAccess<TRow>.SchemaOf(members);
        _getters = [.. members.Select(m => m.Getter(Current))];
    }

    public override long Position => _position;

    public override long Batch => 0;

    public override DataViewSchema Schema { get; }

    public void ExtractValues(TRow value)
    {
        _value = Contracts.CheckRef(value, nameof(value));
        _position++;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new DataViewRowId((ulong)_position, 0);

    public override bool IsColumnActive(DataViewSchema.Column column) => true;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => Getters.Cast<TValue>(_getters[column.Index]);

    private TRow Current() => _value ?? throw Contracts.Except("The row has no values yet");
}

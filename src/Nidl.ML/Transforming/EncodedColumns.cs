using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>Columns that a frozen network computes from a column of features.</summary>
/// <param name="features">The column that the network reads.</param>
/// <param name="network">The network.</param>
internal abstract class EncodedColumns(FeatureColumn features, FrozenNetwork network) : IRowMapping
{
    /// <summary>Gives what the network makes of the current row.</summary>
    public delegate ReadOnlySpan<float> Source();

    public FeatureColumn Features => features;

    public FrozenNetwork Network => network;

    public DataViewSchema.Column FindSource(DataViewSchema input) => features.Find(input);

    public DataViewSchema Append(DataViewSchema input)
    {
        FindSource(input);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        AddTo(builder);
        return builder.ToSchema();
    }

    /// <summary>Opens a row that is encoded by itself: a batch of one.</summary>
    public Func<DataViewSchema.Column, Delegate> Open(DataViewRow row) => Open(row, new RowEncoder(row, features, network).Encode);

    /// <summary>Opens a row that something else encodes.</summary>
    public Func<DataViewSchema.Column, Delegate> Open(DataViewRow row, Source source) => column => CreateGetter(
        column.Name,
        () => row.Position >= 0 ? source() : throw new InvalidOperationException($"Column '{column.Name}' has a value only on a row: move the cursor first."));

    /// <summary>Adds the columns to a schema.</summary>
    protected abstract void AddTo(DataViewSchema.Builder schema);

    /// <summary>Creates the getter of one of the columns.</summary>
    protected abstract Delegate CreateGetter(string column, Source source);

    /// <summary>Creates the getter of all that the network computes.</summary>
    protected static ValueGetter<VBuffer<float>> CreateVectorGetter(Source source) => (ref VBuffer<float> value) =>
    {
        var encoded = source();
        var editor = VBufferEditor.Create(ref value, encoded.Length);
        encoded.CopyTo(editor.Values);
        value = editor.Commit();
    };
}

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
        () => row.Position >= 0
            ? source()
            : throw new InvalidOperationException($"Column '{column.Name}' has a value only on a row: move the cursor first."));

    /// <summary>Checks that the network can be said in ONNX; those of ours can.</summary>
    /// <exception cref="NotSupportedException">It cannot; the message names it.</exception>
    public virtual void CheckOnnx()
    {
    }

    public IReadOnlyList<OnnxColumn> AddTo(OnnxGraph graph, string source) => AddTo(graph, source, foldsNormalization: false);

    /// <summary>Adds to an ONNX graph what computes the columns, as <see cref="AddTo(OnnxGraph, string)"/> does.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="source">The value that the column of features is.</param>
    /// <param name="foldsNormalization">Whether a batch normalization becomes part of the weights of the layer before it.</param>
    public IReadOnlyList<OnnxColumn> AddTo(OnnxGraph graph, string source, bool foldsNormalization) =>
        NameColumns(graph, network.AddTo(graph, features.AddTo(graph, source), foldsNormalization));

    /// <summary>Adds the columns to a schema.</summary>
    protected abstract void AddTo(DataViewSchema.Builder schema);

    /// <summary>Creates the getter of one of the columns.</summary>
    protected abstract Delegate CreateGetter(string column, Source source);

    /// <summary>Makes the columns, in their order, out of what the network computes in an ONNX graph: (N, EmbeddingDimension).</summary>
    protected abstract IReadOnlyList<OnnxColumn> NameColumns(OnnxGraph graph, string encoded);

    /// <summary>Creates the getter of all that the network computes.</summary>
    protected static ValueGetter<VBuffer<float>> CreateVectorGetter(Source source) => (ref VBuffer<float> value) =>
    {
        var encoded = source();
        var editor = VBufferEditor.Create(ref value, encoded.Length);
        encoded.CopyTo(editor.Values);
        value = editor.Commit();
    };
}

using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>The embedding column: promised by the estimator, delivered by the transformer.</summary>
internal sealed class EmbeddingColumn(FeatureColumn features, FrozenNetwork network, string name, string method, Encoder encoder)
    : EncodedColumns(features, network)
{
    private const string SlotNames = "SlotNames";

    /// <summary>The annotation that names the method which trained the encoder.</summary>
    public const string MethodAnnotation = "Nidl.Method";

    /// <summary>Gets what an estimator promises: the input's shape with the embedding in place of a column of its name.</summary>
    public static SchemaShape Promise(SchemaShape input, string columnName)
    {
        var annotations = new SchemaShape([
            SchemaShapeColumn.Create(SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance),
            SchemaShapeColumn.Create(MethodAnnotation, SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance)]);
        var embedding = SchemaShapeColumn.Create(columnName, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, annotations);
        return new SchemaShape([.. input.Where(column => column.Name != columnName), embedding]);
    }

    /// <inheritdoc/>
    public override void CheckOnnx()
    {
        if (!Network.Use(module => module is IOnnxModule))
            throw new NotSupportedException(
                $"Column '{name}' can be computed in an ONNX model if its encoder is one of Nidl.ML's own, but it is a {encoder}, "
                + "of which Nidl.ML does not know what it computes.");
    }

    protected override void AddTo(DataViewSchema.Builder schema) =>
        schema.AddColumn(name, new VectorDataViewType(NumberDataViewType.Single, Network.EmbeddingDimension), Annotations());

    protected override Delegate CreateGetter(string column, Source source) => CreateVectorGetter(source);

    protected override IReadOnlyList<OnnxColumn> NameColumns(OnnxGraph graph, string encoded) =>
        [new(name, encoded, OnnxType.Single, Network.EmbeddingDimension)];

    private DataViewSchema.Annotations Annotations()
    {
        var dimension = Network.EmbeddingDimension;
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(SlotNames, new VectorDataViewType(TextDataViewType.Instance, dimension), (ref VBuffer<ReadOnlyMemory<char>> names) =>
        {
            var editor = VBufferEditor.Create(ref names, dimension);
            for (var i = 0; i < dimension; i++)
                editor.Values[i] = $"{name}_{i}".AsMemory();
            names = editor.Commit();
        });
        builder.AddPrimitiveValue(MethodAnnotation, TextDataViewType.Instance, method.AsMemory());
        return builder.ToAnnotations();
    }
}

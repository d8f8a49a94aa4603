using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Tests.Data;

/// <summary>What is refused says how to make something of it, and what is made so is taken.</summary>
[TestClass]
public sealed class ColumnHintTests
{
    private const string Convert = "convert it to Single with mlContext.Transforms.Conversion.ConvertType";
    private const string Concatenate = "put it into a vector with mlContext.Transforms.Concatenate";
    private const string Size = "give it a size, for example by [VectorType(784)] on the member that it comes from";
    private const string OneHot = "make keys one-hot with mlContext.Transforms.Conversion.MapKeyToVector";

    private readonly MLContext _ml = new(1);

    [TestMethod]
    public void Fit_DoublesAndNames_SayHowToMakeFeatures()
    {
        using var files = new ImageFiles();
        var view = files.View(_ml, 4);
        Refuses(view, "File", "got String; load the files that it names with LoadImages or LoadArrays of mlContext.SelfSupervised");
        var doubles = _ml.Transforms.Conversion.ConvertType("Doubles", "Pixels", DataKind.Double).Fit(view).Transform(view);
        Refuses(doubles, "Doubles", $"got Vector<Double, 3, 6, 8>; {Convert}", $"got Vector<Double>; {Convert}");
        var converted = _ml.Transforms.Conversion.ConvertType("Doubles").Fit(doubles).Transform(doubles);
        using var fromDoubles = Fit(converted, "Doubles");
        using var fromPixels = Fit(view, "Pixels");
        Assert.AreEqual([3, 6, 8], fromDoubles.InputShape);
        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.Of(fromPixels.Transform(view)), Embeddings.Of(fromDoubles.Transform(converted))));
    }

    [TestMethod]
    public void ForFeatures_OtherTypes_SayTheWay()
    {
        var key = new KeyDataViewType(typeof(uint), 3);
        Assert.AreEqual(Concatenate, Of(NumberDataViewType.Single));
        Assert.AreEqual($"{Convert} and {Concatenate}", Of(BooleanDataViewType.Instance));
        Assert.AreEqual(Convert, Of(new VectorDataViewType(NumberDataViewType.Double, 3)));
        Assert.AreEqual(Size, Of(new VectorDataViewType(NumberDataViewType.Single)));
        Assert.AreEqual($"{Convert} and {Size}", Of(new VectorDataViewType(NumberDataViewType.Int32)));
        Assert.AreEqual(OneHot, Of(key));
        Assert.AreEqual(OneHot, Of(new VectorDataViewType(key, 2)));
        Assert.IsNull(Of(DateTimeDataViewType.Instance));
    }

    [TestMethod]
    public void ForAuxiliaryAndForLabel_OtherTypes_SayTheWay()
    {
        const string Key = "make it a key with mlContext.Transforms.Conversion.MapValueToKey";
        Assert.AreEqual($"{Key} and {Size}", Hint(new VectorDataViewType(TextDataViewType.Instance)).ForAuxiliary());
        Assert.AreEqual(Size, Hint(new VectorDataViewType(new KeyDataViewType(typeof(uint), 3))).ForAuxiliary());
        Assert.IsNull(Hint(TimeSpanDataViewType.Instance).ForAuxiliary());
        Assert.AreEqual(Key, Hint(TextDataViewType.Instance).ForLabel());
        Assert.AreEqual($"{Convert} if it is a quantity, {Key} if it is a class", Hint(NumberDataViewType.Int32).ForLabel());
        Assert.IsNull(Hint(new VectorDataViewType(NumberDataViewType.Single, 2)).ForLabel());
        Assert.IsNull(Hint(new KeyDataViewType(typeof(ulong), 3)).ForLabel());
    }

    private static string? Of(DataViewType type) => Hint(type).ForFeatures();

    private static ColumnHint Hint(DataViewType type)
    {
        var schema = new DataViewSchema.Builder();
        schema.AddColumn("Column", type);
        return ColumnHint.Of(schema.ToSchema()["Column"]);
    }

    private void Refuses(IDataView view, string column, string end, string? endInShapes = null)
    {
        var message = $"Schema mismatch for input column '{column}': expected a vector of Single or Byte of known size, or images, ";
        Error.Is<ArgumentOutOfRangeException>($"{message}{end} (Parameter 'inputSchema')", () => Fit(view, column));
        Error.Is<ArgumentOutOfRangeException>(
            $"{message}{endInShapes ?? end} (Parameter 'inputSchema')",
            () => _ml.SelfSupervised.SimClr("Embedding", column, Tiny.Options).GetOutputSchema(SchemaShapes.Of(view)));
    }

    private static EmbeddingTransformer Fit(IDataView view, string column) =>
        new MLContext(1).SelfSupervised.SimClr("Embedding", column, Tiny.Options).Fit(view);
}

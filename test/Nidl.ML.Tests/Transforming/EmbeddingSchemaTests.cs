using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Tests.Embedding;

[TestClass]
public sealed class EmbeddingSchemaTests
{
    [TestMethod]
    public void Transform_Schema_AppendsAVectorOfSingleAtTheEnd()
    {
        using var transformer = Tiny.Untrained();
        var input = VectorView.Random(2, 3).Schema;
        var output = transformer.GetOutputSchema(input);
        CollectionAssert.AreEqual(new[] { "Features", "Number", "Embedding" }, output.Select(column => column.Name).ToArray());
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 4), output["Embedding"].Type);
        Assert.AreEqual(input["Features"].Type, output["Features"].Type);
    }

    [TestMethod]
    public void Transform_Schema_IsOneObjectAndThatOfGetOutputSchema()
    {
        using var transformer = Tiny.Untrained();
        var view = VectorView.Random(2, 3);
        var transformed = transformer.Transform(view);
        var (first, second) = (transformed.Schema, transformed.Schema);
        Assert.AreSame(first, second);
        AreEqual(transformer.GetOutputSchema(view.Schema), transformed.Schema);
    }

    [TestMethod]
    public void Transform_Annotations_NameSlotsAndMethod()
    {
        using var transformer = Tiny.Untrained();
        var column = transformer.GetOutputSchema(VectorView.Random(2, 3).Schema)["Embedding"];
        Assert.IsTrue(column.HasSlotNames());
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        CollectionAssert.AreEqual(
            new[] { "Embedding_0", "Embedding_1", "Embedding_2", "Embedding_3" },
            names.DenseValues().Select(name => name.ToString()).ToArray());
        ReadOnlyMemory<char> method = default;
        column.Annotations.GetValue("Nidl.Method", ref method);
        Assert.AreEqual("SimCLR", method.ToString());
    }

    [TestMethod]
    public void Transform_OutputNamedAsTheInput_HidesIt()
    {
        using var transformer = new MLContext(1).SelfSupervised.SimClr("Features", null, Tiny.Options).Fit(VectorView.Random(8, 3));
        var view = VectorView.Random(5, 3);
        var schema = transformer.Transform(view).Schema;
        CollectionAssert.AreEqual(new[] { "Features", "Number", "Features" }, schema.Select(column => column.Name).ToArray());
        Assert.IsTrue(schema[0].IsHidden);
        Assert.AreEqual(2, schema["Features"].Index);
        Assert.AreEqual(4, ((VectorDataViewType)schema["Features"].Type).Size);
        Assert.HasCount(5, Embeddings.Of(transformer.Transform(view), "Features"));
    }

    [TestMethod]
    public void Transform_ColumnOfAnotherSize_NamesBothTypes()
    {
        using var transformer = Tiny.Untrained();
        var view = VectorView.Random(2, 5);
        var message =
            "Schema mismatch for input column 'Features': expected Vector<Single, 3>, got Vector<Single, 5> (Parameter 'inputSchema')";
        Error.Is<ArgumentOutOfRangeException>(message, () => transformer.Transform(view));
        Error.Is<ArgumentOutOfRangeException>(message, () => transformer.GetOutputSchema(view.Schema));
        Error.Is<ArgumentOutOfRangeException>(message, () => transformer.GetRowToRowMapper(view.Schema));
    }

    [TestMethod]
    public void Transform_MissingColumn_UsesMlNetsWords()
    {
        using var transformer = Tiny.Untrained();
        var view = Images.View(new MLContext(1), 2);
        const string Message = "Could not find input column 'Features' (Parameter 'inputSchema')";
        Error.Is<ArgumentOutOfRangeException>(Message, () => transformer.Transform(view));
        Error.Is<ArgumentOutOfRangeException>(Message, () => transformer.GetOutputSchema(view.Schema));
        Error.Is<ArgumentOutOfRangeException>(Message, () => transformer.GetRowToRowMapper(view.Schema));
    }

    [TestMethod]
    public void Transform_FlatColumnOfTheSameSize_IsTaken()
    {
        using var transformer = Tiny.Fit(new MLContext(1));
        var rows = Images.Rows(5);
        var flat = VectorView.Of([.. rows.Select(row => row.Image)]);
        var copied = new MLContext(1).Transforms.CopyColumns("Image", "Features").Fit(flat).Transform(flat);
        Embeddings.AreClose(
            Embeddings.Of(transformer.Transform(Images.View(new MLContext(1), 5))), Embeddings.Of(transformer.Transform(copied)));
    }

    internal static void AreEqual(DataViewSchema expected, DataViewSchema actual)
    {
        CollectionAssert.AreEqual(expected.Select(Describe).ToArray(), actual.Select(Describe).ToArray());
        static string Describe(DataViewSchema.Column column) =>
            $"{column.Index} {column.Name} {column.Type} {column.IsHidden} "
            + $"[{string.Join("; ", column.Annotations.Schema.Select(annotation => $"{annotation.Name} {annotation.Type}"))}]";
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Tests.Embedding;

[TestClass]
public sealed class EmbeddingRowMapperTests
{
    [TestMethod]
    public void Mapper_Schemas_AreThoseOfTheTransformer()
    {
        using var transformer = Tiny.Untrained();
        var input = VectorView.Random(2, 3).Schema;
        var mapper = transformer.GetRowToRowMapper(input);
        Assert.AreSame(input, mapper.InputSchema);
        EmbeddingSchemaTests.AreEqual(transformer.GetOutputSchema(input), mapper.OutputSchema);
    }

    [TestMethod]
    public void GetDependencies_EmbeddingOrOther_NamesWhatIsRead()
    {
        using var transformer = Tiny.Untrained();
        var mapper = transformer.GetRowToRowMapper(VectorView.Random(2, 3).Schema);
        string[] Dependencies(params string[] names) =>
            [.. mapper.GetDependencies(names.Select(name => mapper.OutputSchema[name])).Select(column => column.Name)];
        CollectionAssert.AreEqual(new[] { "Features" }, Dependencies("Embedding"));
        CollectionAssert.AreEqual(new[] { "Number" }, Dependencies("Number"));
        CollectionAssert.AreEqual(new[] { "Features", "Number" }, Dependencies("Number", "Embedding"));
    }

    [TestMethod]
    public void GetRow_RowOfAnotherSchema_IsRefused()
    {
        using var transformer = Tiny.Untrained();
        var mapper = transformer.GetRowToRowMapper(VectorView.Random(2, 3).Schema);
        using var cursor = VectorView.Random(2, 3).GetRowCursor([]);
        Error.Is<ArgumentException>(
            "The row must have the schema that the mapper was made for, but it has another. (Parameter 'input')",
            () => mapper.GetRow(cursor, []));
    }

    [TestMethod]
    public void GetRow_OtherColumns_PassThroughAtNoCost()
    {
        using var transformer = Tiny.Untrained();
        var view = VectorView.Of([1, 2, 3], [float.NaN, 2, 3]);
        var mapper = transformer.GetRowToRowMapper(view.Schema);
        using var cursor = view.GetRowCursor([view.Schema["Number"]]);
        using var row = mapper.GetRow(cursor, [mapper.OutputSchema["Number"]]);
        var getter = row.GetGetter<int>(mapper.OutputSchema["Number"]);
        var number = -1;
        while (cursor.MoveNext())
            getter(ref number);
        Assert.AreEqual((1, 0L), (number, transformer.FrozenNetwork.ForwardPasses));
    }

    [TestMethod]
    public void GetRow_GetterCalledTwice_ComputesOnce()
    {
        using var transformer = Tiny.Untrained();
        var view = VectorView.Of([1, 2, 3], [4, 5, 6]);
        var mapper = transformer.GetRowToRowMapper(view.Schema);
        using var cursor = view.GetRowCursor([view.Schema["Features"]]);
        using var row = mapper.GetRow(cursor, [mapper.OutputSchema["Embedding"]]);
        var getter = row.GetGetter<VBuffer<float>>(mapper.OutputSchema["Embedding"]);
        VBuffer<float> buffer = default;
        while (cursor.MoveNext())
        {
            getter(ref buffer);
            getter(ref buffer);
        }
        Assert.AreEqual(2L, transformer.FrozenNetwork.ForwardPasses);
    }

    [TestMethod]
    public void GetRow_BadRow_NamesIt()
    {
        using var transformer = Tiny.Untrained();
        Error.Is<InvalidOperationException>(
            "Column 'Features' must have finite values, but row 1 has NaN at index 0; replace missing values first.",
            () => EmbeddingTransformTests.ByMapper(transformer, VectorView.Of([1, 2, 3], [float.NaN, 2, 3])));
    }

    [TestMethod]
    public void PredictionEngine_BadRow_NamesNoRowThatItDoesNotKnow()
    {
        var ml = new MLContext(1);
        using var engine = ml.Model.CreatePredictionEngine<ImageRow, EmbeddedRow>(Tiny.Fit(ml));
        var rows = Images.Rows(3);
        for (var call = 0; call < 102; call++)
            engine.Predict(rows[call % 3]);
        rows[1].Image[5] = float.PositiveInfinity;
        Error.Is<InvalidOperationException>(
            "Column 'Image' must have finite values, but this row has Infinity at index 5; replace missing values first.",
            () => engine.Predict(rows[1]));
        rows[1].Image = [1, 2];
        Error.Is<InvalidOperationException>(
            "Column 'Image' must have 36 values in every row, but this row has 2.", () => engine.Predict(rows[1]));
    }

    [TestMethod]
    public void PredictionEngine_ThroughAChain_GivesTheTransformsValues()
    {
        var ml = new MLContext(1);
        var view = Images.View(ml, 24);
        using var chain = ml.Transforms.CopyColumns("Copy", "Number").Append(ml.SelfSupervised.SimClr("Embedding", "Image", Tiny.Options))
            .Fit(view);
        var expected = Embeddings.Of(chain.Transform(view));
        using var engine = ml.Model.CreatePredictionEngine<ImageRow, EmbeddedRow>(chain);
        var rows = Images.Rows(24);
        Embeddings.AreClose(expected, [.. rows.Select(row => engine.Predict(row).Embedding)]);
        Assert.AreEqual(7, engine.Predict(rows[7]).Number);
    }
}

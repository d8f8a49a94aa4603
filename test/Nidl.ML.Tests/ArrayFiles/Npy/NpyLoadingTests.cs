using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Tests.Npy;

[TestClass]
public sealed class NpyLoadingTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nidl-npy-").FullName;

    [TestCleanup]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Transform_Paths_GivesArraysWithTheirDimensions()
    {
        var view = View(Write("(2, 3)", 1, 2, 3, 4, 5, 6), Write("(2, 3)", 6, 5, 4, 3, 2, 1));
        var loaded = Load(view);
        var type = (VectorDataViewType)loaded.Schema["Array"].Type;
        CollectionAssert.AreEqual(new[] { 2, 3 }, type.Dimensions.ToArray());
        var rows = Embeddings.Of(loaded, "Array");
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 4, 5, 6 }, rows[0]);
        CollectionAssert.AreEqual(new float[] { 6, 5, 4, 3, 2, 1 }, rows[1]);
    }

    [TestMethod]
    public void Fit_ShapeGiven_ReadsNoFile()
    {
        var transformer = new MLContext(1).SelfSupervised.LoadArrays("Array", "Path", [1, 2, 2]).Fit(View("nowhere.npy"));
        Assert.AreEqual(InputShape.Create([1, 2, 2]), transformer.Shape);
        CollectionAssert.AreEqual(
            new float[] { 1, 2, 3, 4 }, Embeddings.Of(transformer.Transform(View(Write("(2, 2)", 1, 2, 3, 4))), "Array")[0]);
    }

    [TestMethod]
    public void Transform_FileThatFails_NamesColumnFileAndRow()
    {
        var (good, other, bad) = (Write("(2,)", 1, 2), Write("(3,)", 1, 2, 3), Path.Combine(_folder, "bad.npy"));
        File.WriteAllText(bad, "no array at all");
        Error.Is<RowReadException>(
            $"Column 'Array' could not be loaded from '{other}' in row 1: its shape must be (2), but is (3).",
            () => Embeddings.Of(Load(View(good, other)), "Array"));
        Error.Is<RowReadException>(
            $"Column 'Array' could not be loaded from '{bad}' in row 2: the file must begin with '\\x93NUMPY', but it does not.",
            () => Embeddings.Of(Load(View(good, good, bad)), "Array"));
        var missing = Path.Combine(_folder, "missing.npy");
        var error = Assert.ThrowsExactly<RowReadException>(() => Embeddings.Of(Load(View(good, missing)), "Array"));
        StringAssert.StartsWith(error.Message, $"Column 'Array' could not be loaded from '{missing}' in row 1: ");
        Assert.IsInstanceOfType<FileNotFoundException>(error.InnerException);
        Assert.AreEqual((1L, "Array"), (error.Row, error.Column));
        Error.Is<RowReadException>(
            $"Column 'Array' could not be loaded from '{bad}' in row 0: the file must begin with '\\x93NUMPY', but it does not.",
            () => Load(View(bad)));
    }

    [TestMethod]
    public void Engine_FileThatFails_NamesNoRow()
    {
        var ml = new MLContext(1);
        var (good, missing) = (Write("(2,)", 1, 2), Path.Combine(_folder, "missing.npy"));
        using var engine = ml.Model.CreatePredictionEngine<PathRow, ArrayRow>(
            ml.SelfSupervised.LoadArrays("Array", "Path").Fit(View(good)));
        CollectionAssert.AreEqual(new float[] { 1, 2 }, engine.Predict(new PathRow { Path = good }).Array);
        var error = Assert.ThrowsExactly<RowReadException>(() => engine.Predict(new PathRow { Path = missing }));
        StringAssert.StartsWith(error.Message, $"Column 'Array' could not be loaded from '{missing}' in this row: ");
        Assert.AreEqual((null, "Array"), (error.Row, error.Column));
    }

    [TestMethod]
    public void Transform_InactiveColumn_ReadsNoFile()
    {
        var loaded = new MLContext(1).SelfSupervised.LoadArrays("Array", "Path", [2]).Fit(View("nowhere.npy"))
            .Transform(View("nowhere.npy"));
        using var cursor = loaded.GetRowCursor([loaded.Schema["Path"]]);
        Assert.IsTrue(cursor.MoveNext());
        Assert.IsFalse(cursor.IsColumnActive(loaded.Schema["Array"]));
        Assert.ThrowsExactly<ArgumentException>(() => cursor.GetGetter<VBuffer<float>>(loaded.Schema["Array"]));
    }

    [TestMethod]
    public void Transform_CursorSet_GivesAllRows()
    {
        var loaded = Load(View([.. Enumerable.Range(0, 10).Select(i => Write("(1,)", i))]));
        var column = loaded.Schema["Array"];
        var values = new List<float>();
        foreach (var cursor in loaded.GetRowCursorSet([column], 2))
        {
            using var owner = cursor;
            var getter = cursor.GetGetter<VBuffer<float>>(column);
            VBuffer<float> value = default;
            while (cursor.MoveNext())
            {
                getter(ref value);
                values.Add(value.GetValues()[0]);
            }
        }
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 10).Select(i => (float)i).ToArray(), values);
    }

    [TestMethod]
    public void Fit_Schema_IsChecked()
    {
        var ml = new MLContext(1);
        Error.Is<ArgumentOutOfRangeException>(
            "Could not find input column 'File' (Parameter 'inputSchema')",
            () => ml.SelfSupervised.LoadArrays("Array", "File").Fit(View("a")));
        Error.Is<ArgumentOutOfRangeException>(
            "Schema mismatch for input column 'Number': expected String, got Int32 (Parameter 'inputSchema')",
            () => ml.SelfSupervised.LoadArrays("Array", "Number").Fit(View("a")));
        Error.Is<ArgumentOutOfRangeException>(
            "Schema mismatch for input column 'Number': expected String, got Int32 (Parameter 'inputSchema')",
            () => ml.SelfSupervised.LoadArrays("Array", "Number").GetOutputSchema(SchemaShapes.Of(View("a"))));
        Error.Is<ArgumentException>(
            "LoadArrays takes the shape of the arrays from the first row, but the view has none; give the shape. (Parameter 'input')",
            () => ml.SelfSupervised.LoadArrays("Array", "Path").Fit(View()));
    }

    [TestMethod]
    public void GetOutputSchema_PromisedColumn_IsDelivered()
    {
        var view = View(Write("(2, 2)", 1, 2, 3, 4));
        var estimator = new MLContext(1).SelfSupervised.LoadArrays("Array", "Path");
        CollectionAssert.AreEqual(
            SchemaShapes.Describe(SchemaShapes.Of(estimator.Fit(view).Transform(view))),
            SchemaShapes.Describe(estimator.GetOutputSchema(SchemaShapes.Of(view))));
    }

    [TestMethod]
    public void SaveLoad_ChainWithTraining_GivesEqualBits()
    {
        var ml = new MLContext(1);
        var random = new Random(1);
        var view = View(
            [.. Enumerable.Range(0, 16).Select(_ => Write("(2, 2)", [.. Enumerable.Range(0, 4).Select(_ => random.NextSingle())]))]);
        using var model = ml.SelfSupervised.LoadArrays("Array", "Path").Append(ml.SelfSupervised.SimClr("Embedding", "Array", Tiny.Options))
            .Fit(view);
        using var file = new MemoryStream();
        ml.Model.Save(model, view.Schema, file);
        file.Position = 0;
        var other = new MLContext(2);
        var loaded = other.Model.Load(file, out _);
        using var owner = (IDisposable)loaded;
        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.Of(model.Transform(view)), Embeddings.Of(loaded.Transform(view))));
    }

    [TestMethod]
    public void PredictionEngine_OnePath_GivesTheArray()
    {
        var ml = new MLContext(1);
        var view = View(Write("(2,)", 1, 2));
        using var engine = ml.Model.CreatePredictionEngine<PathRow, ArrayRow>(ml.SelfSupervised.LoadArrays("Array", "Path").Fit(view));
        CollectionAssert.AreEqual(new float[] { 3, 4 }, engine.Predict(new PathRow { Path = Write("(2,)", 3, 4) }).Array);
        CollectionAssert.AreEqual(new float[] { 5, 6 }, engine.Predict(new PathRow { Path = Write("(2,)", 5, 6) }).Array);
    }

    private static IDataView Load(IDataView view) => new MLContext(1).SelfSupervised.LoadArrays("Array", "Path").Fit(view).Transform(view);

    private static IDataView View(params string[] paths) =>
        new MLContext(1).Data.LoadFromEnumerable(paths.Select((path, number) => new PathRow { Path = path, Number = number }));

    private string Write(string shape, params float[] values)
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.npy");
        File.WriteAllBytes(path, NpyFile.OfSingles(shape, values));
        return path;
    }

    internal sealed class PathRow
    {
        public string Path { get; set; } = "";

        public int Number { get; set; }
    }

    internal sealed class ArrayRow
    {
        public float[] Array { get; set; } = [];
    }
}

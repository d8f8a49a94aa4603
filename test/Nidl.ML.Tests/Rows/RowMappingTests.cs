using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML.Tests.Data;

namespace Nidl.ML.Tests.Rows;

/// <summary>What all our transformers have in common, of each of them.</summary>
[TestClass]
public sealed class RowMappingTests
{
    private static readonly MLContext _ml = new(1);

    public static IEnumerable<object[]> Cases =>
    [
        [new Case("embedding", "Features", "Embedding", "VBuffer<Single>")],
        [new Case("probe", "Features", "Score", "System.Single")],
        [new Case("npy", "Path", "Array", "VBuffer<Single>")],
    ];

    /// <summary>A transformer, the column that it reads, the column that it appends, and the type by which that is read.</summary>
    public sealed record Case(string Kind, string Source, string Appended, string Type);

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void GetDependencies_AppendedOrOwn_NamesWhatIsRead(Case of)
    {
        var transformer = Create(of.Kind);
        using var owner = transformer as IDisposable;
        var mapper = transformer.GetRowToRowMapper(View().Schema);
        string[] Dependencies(params string[] names) =>
            [.. mapper.GetDependencies(names.Select(name => mapper.OutputSchema[name])).Select(column => column.Name)];
        CollectionAssert.AreEqual(new[] { of.Source }, Dependencies(of.Appended));
        CollectionAssert.AreEqual(new[] { "Label" }, Dependencies("Label"));
        CollectionAssert.AreEqual(new[] { of.Source, "Label" }, Dependencies("Label", of.Appended));
        CollectionAssert.AreEqual(Array.Empty<string>(), Dependencies());
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void GetRow_RowOfAnotherSchema_IsRefused(Case of)
    {
        var transformer = Create(of.Kind);
        using var owner = transformer as IDisposable;
        var mapper = transformer.GetRowToRowMapper(View().Schema);
        using var cursor = View().GetRowCursor([]);
        Error.Is<ArgumentException>(
            "The row must have the schema that the mapper was made for, but it has another. (Parameter 'input')",
            () => mapper.GetRow(cursor, []));
        Assert.AreEqual((3, true), (mapper.InputSchema.Count, mapper.OutputSchema.GetColumnOrNull(of.Appended) is not null));
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void GetRowCursor_ColumnsOfAnotherView_AreRefused(Case of)
    {
        var transformer = Create(of.Kind);
        using var owner = transformer as IDisposable;
        var view = transformer.Transform(View());
        var foreign = _ml.Transforms.CopyColumns("Copy", "Features").Fit(View()).Transform(View()).Schema["Copy"];
        Error.Is<ArgumentException>(
            $"Columns that are asked for must be of the view's own schema, but 'Copy' at index {foreign.Index} is not. "
            + "(Parameter 'columnsNeeded')", () => view.GetRowCursor([foreign]).Dispose());
        Assert.ThrowsExactly<ArgumentNullException>(() => view.GetRowCursor(null!).Dispose());
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Cursor_ColumnNotAskedForOrOfAnotherType_IsRefused(Case of)
    {
        var transformer = Create(of.Kind);
        using var owner = transformer as IDisposable;
        var view = transformer.Transform(View());
        using var cursor = view.GetRowCursor([view.Schema[of.Appended]]);
        Assert.AreEqual((true, false), (cursor.IsColumnActive(view.Schema[of.Appended]), cursor.IsColumnActive(view.Schema[of.Source])));
        Error.Is<ArgumentException>(
            $"Column '{of.Source}' must be asked for when the cursor is made, but it was not. (Parameter 'column')",
            () => cursor.GetGetter<VBuffer<float>>(view.Schema[of.Source]));
        Error.Is<ArgumentException>(
            $"Column '{of.Appended}' must be read as {of.Type}, but System.Double was asked for. (Parameter 'column')",
            () => cursor.GetGetter<double>(view.Schema[of.Appended]));
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Cursor_OwnColumnsAlone_ReadNoSource(Case of)
    {
        var transformer = Create(of.Kind);
        using var owner = transformer as IDisposable;
        var input = View();
        var view = transformer.Transform(input);
        using (var cursor = view.GetRowCursor([view.Schema["Label"]]))
        {
            var getter = cursor.GetGetter<float>(view.Schema["Label"]);
            var labels = new List<float>();
            float label = 0;
            for (; cursor.MoveNext(); labels.Add(label))
                getter(ref label);
            CollectionAssert.AreEqual(new float[] { 3, 5 }, labels);
            Assert.AreEqual((1, 1), (input.CursorCount, input.OpenCursors));
        }
        Assert.AreEqual(0, input.OpenCursors);
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Transform_Shuffle_IsTheSourcesWhereRowsStandAlone(Case of)
    {
        var transformer = Create(of.Kind);
        using var owner = transformer as IDisposable;
        var input = View();
        var view = transformer.Transform(input);
        view.GetRowCursor([view.Schema[of.Appended]], new Random(1)).Dispose();
        Assert.AreEqual((of.Kind == "npy", of.Kind == "npy"), (view.CanShuffle, input.WasAskedToShuffle));
        Assert.AreEqual((2L, 0), (view.GetRowCount(), input.OpenCursors));
    }

    private static AuxiliaryView View() => new AuxiliaryView { CanShuffle = true }
        .With(
            "Features", new VectorDataViewType(NumberDataViewType.Single, 2), new VBuffer<float>(2, [1f, 0f]),
            new VBuffer<float>(2, [0f, 1f]))
        .With("Path", TextDataViewType.Instance, "a.npy".AsMemory(), "b.npy".AsMemory())
        .With("Label", NumberDataViewType.Single, 3f, 5f);

    private static ITransformer Create(string kind) => kind switch
    {
        "embedding" => Tiny.FitVectors(View(), Tiny.Options with { NumberOfEpochs = 0 }),
        "probe" => _ml.SelfSupervised.KnnProbe("Label", "Features", new KnnOptions { Device = "cpu" }).Fit(View()),
        _ => _ml.SelfSupervised.LoadArrays("Array", "Path", [2]).Fit(View()),
    };
}

using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Tests;

[TestClass]
public sealed class PointColorsTests
{
    private static readonly MLContext _ml = new(1);

    [TestMethod]
    public void Colors_OfText_AreOneForEachValue()
    {
        var colors = ByColumn("Text", new Row { Text = "b" }, new Row { Text = "a" }, new Row { Text = "b" });
        CollectionAssert.AreEqual(new[] { (Palette.Category(0), "a"), (Palette.Category(1), "b") }, colors.Legend.ToArray());
        CollectionAssert.AreEqual(new[] { Palette.Category(1), Palette.Category(0), Palette.Category(1) }, colors.Colors);
        Assert.IsFalse(colors.IsScale);
    }

    [TestMethod]
    public void Colors_OfFewWholeNumbers_AreCategoriesInOrder()
    {
        var colors = ByColumn("Whole", [.. new[] { 10, 2, 2, 7 }.Select(value => new Row { Whole = value })]);
        CollectionAssert.AreEqual(new[] { "2", "7", "10" }, colors.Legend.Select(entry => entry.Text).ToArray());
    }

    [TestMethod]
    public void Colors_OfManyOrBrokenNumbers_AreAScale()
    {
        var many = ByColumn("Whole", [.. Enumerable.Range(0, 40).Select(value => new Row { Whole = value })]);
        Assert.IsTrue(many.IsScale);
        CollectionAssert.AreEqual(new[] { (Palette.Scale(0), "0"), (Palette.Scale(1), "39") }, many.Legend.ToArray());
        var broken = ByColumn("Number", new Row { Number = 0.5f }, new Row { Number = 1 }, new Row { Number = float.NaN });
        Assert.IsTrue(broken.IsScale);
        CollectionAssert.AreEqual(new[] { Palette.Scale(0), Palette.Scale(1) }, broken.Colors[..2]);
        Assert.AreEqual("missing", broken.Titles[2]);
    }

    [TestMethod]
    public void Colors_OfAScale_ReachFromTheSmallestToTheLargest()
    {
        var colors = ByColumn("Wide", [.. new[] { double.MinValue, 0, double.MaxValue, 0.5 }.Select(value => new Row { Wide = value })]);
        CollectionAssert.AreEqual(new[] { Palette.Scale(0), Palette.Scale(0.5), Palette.Scale(1), Palette.Scale(0.5) }, colors.Colors);
    }

    [TestMethod]
    public void Colors_OfBooleans_AreCategories() =>
        CollectionAssert.AreEqual(
            new[] { "false", "true" }, ByColumn("Flag", new Row { Flag = true }, new Row()).Legend.Select(entry => entry.Text).ToArray());

    [TestMethod]
    public void Colors_OfKeys_ShowTheirValues()
    {
        var view = _ml.Data.LoadFromEnumerable(new[] { new Row { Text = "cat" }, new Row { Text = "dog" }, new Row { Text = "cat" } });
        var keyed = _ml.Transforms.Conversion.MapValueToKey("Text").Fit(view).Transform(view);
        var colors = PointColors.ByColumn(keyed, "Text", 3);
        CollectionAssert.AreEqual(new[] { "cat", "dog" }, colors.Legend.Select(entry => entry.Text).ToArray());
        CollectionAssert.AreEqual(new[] { "cat", "dog", "cat" }, colors.Titles);
    }

    [TestMethod]
    [DataRow("Date", "2024-02-29 13:00:00")]
    [DataRow("Offset", "2024-02-29 13:00:00 -05:30")]
    [DataRow("Span", "1.02:00:00")]
    [DataRow("Id", "0000000000000001000000000000000f")]
    public void Colors_OfKeysOfDatesSpansAndRowIds_ShowTheirValues(string column, string text)
    {
        var view = _ml.Data.LoadFromEnumerable(new[] { new Row
        {
            Date = new(2024, 2, 29, 13, 0, 0), Offset = new(2024, 2, 29, 13, 0, 0, new(-5, -30, 0)), Span = new(26, 0, 0), Id = new(15, 1),
        } });
        var keyed = _ml.Transforms.Conversion.MapValueToKey(column).Fit(view).Transform(view);
        Assert.AreEqual(text, PointColors.ByColumn(keyed, column, 1).Legend.Single().Text);
    }

    [TestMethod]
    public void Colors_OfManyCategories_AreSharedByTheRarest()
    {
        Row[] rows = [
            .. Enumerable.Range(0, 15).SelectMany(number => Enumerable.Repeat(new Row { Text = $"{(char)('a' + number)}" }, 15 - number))];
        var colors = ByColumn("Text", rows);
        Assert.HasCount(Palette.Count, colors.Legend);
        Assert.AreEqual("other", colors.Legend[^1].Text);
        Assert.AreEqual("k", colors.Legend[^2].Text);
        Assert.AreEqual(colors.Legend[^1].Color, colors.Colors[^1]);
    }

    [TestMethod]
    public void Column_MissingOrAVector_IsRefused()
    {
        Error.Is<ArgumentOutOfRangeException>(
            "Could not find color column 'None' (Parameter 'inputSchema')", () => ByColumn("None", new Row()));
        StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ByColumn("Vector", new Row())).Message,
            "Schema mismatch for color column 'Vector': expected text, a key, a Boolean or a number, got ");
    }

    private static PointColors ByColumn(string name, params Row[] rows) =>
        PointColors.ByColumn(_ml.Data.LoadFromEnumerable(rows), name, rows.Length);

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public int Whole { get; set; }

        public float Number { get; set; }

        public double Wide { get; set; }

        public bool Flag { get; set; }

        public DateTime Date { get; set; }

        public DateTimeOffset Offset { get; set; }

        public TimeSpan Span { get; set; }

        public DataViewRowId Id { get; set; }

        [VectorType(2)]
        public float[] Vector { get; set; } = [0, 0];
    }
}

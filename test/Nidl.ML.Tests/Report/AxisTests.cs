namespace Nidl.ML.Tests;

[TestClass]
public sealed class AxisTests
{
    [TestMethod]
    public void Ticks_OfARange_AreRoundAndInside()
    {
        var axis = new Axis(0.13, 2.9, 0, 100);
        CollectionAssert.AreEqual(new[] { "0.5", "1.0", "1.5", "2.0", "2.5" }, axis.Ticks().Select(axis.Label).ToArray());
        var small = new Axis(0, 3e-4, 0, 100);
        CollectionAssert.AreEqual(
            new[] { "0", "5e-5", "1e-4", "1.5e-4", "2e-4", "2.5e-4", "3e-4" }, small.Ticks().Select(small.Label).ToArray());
    }

    [TestMethod]
    public void Ticks_OfWholeNumbers_AreNeverBroken()
    {
        CollectionAssert.AreEqual(new[] { "1", "2" }, WholeTicks(0.9, 2.1));
        CollectionAssert.AreEqual(new[] { "0", "20", "40", "60", "80", "100" }, WholeTicks(0, 101));

        static string[] WholeTicks(double low, double high)
        {
            var axis = new Axis(low, high, 0, 100, IsWhole: true);
            return [.. axis.Ticks().Select(axis.Label)];
        }
    }

    [TestMethod]
    [DataRow(0.3, 0.30000000000000004)]
    [DataRow(-1e300, -9.999999999999998e299)]
    [DataRow(0, 5e-324)]
    [DataRow(7, 7)]
    [DataRow(double.MinValue, double.MaxValue)]
    [DataRow(1e6, 1000001)]
    public void Ticks_OfAnyAxis_AreFewAndRise(double low, double high)
    {
        foreach (var axis in new[] { new Axis(low, high, 0, 100), new Axis(low, high, 0, 100, IsWhole: true) })
            AreFewAndRise(axis);
    }

    [TestMethod]
    [DataRow]
    [DataRow(0.0)]
    [DataRow(0.3, 0.1 + 0.2)]
    [DataRow(5e-324, -5e-324)]
    [DataRow(1e-310, 3e-310)]
    [DataRow(double.MaxValue)]
    [DataRow(double.MinValue, double.MaxValue)]
    [DataRow(1e308, -1e-308, 0)]
    [DataRow(double.NaN, 1, double.PositiveInfinity, 2, double.NegativeInfinity)]
    [DataRow(double.NaN)]
    [DataRow(1e6, 1000020)]
    [DataRow(5.12301, 5.1231)]
    public void Axis_OverAnyValues_HasDistinctTicksAndAPlaceForEachValue(params double[] values)
    {
        var axis = Axis.Over(values, 0, 100);
        AreFewAndRise(axis);
        Assert.IsGreaterThan(1, axis.Ticks().Count());
        string[] labels = [.. axis.Ticks().Select(axis.Label)];
        CollectionAssert.AllItemsAreUnique(labels, string.Join(' ', labels));
        foreach (var value in values.Where(double.IsFinite))
            Assert.IsTrue(axis.Map(value) is >= 0 and <= 100, $"{value} lies at {axis.Map(value)}");
    }

    private static void AreFewAndRise(Axis axis)
    {
        double[] ticks = [.. axis.Ticks().Take(9)];
        Assert.IsLessThanOrEqualTo(8, ticks.Length);
        for (var i = 1; i < ticks.Length; i++)
            Assert.IsGreaterThan(ticks[i - 1], ticks[i]);
        Assert.IsTrue(ticks.All(tick => double.IsFinite(axis.Map(tick))));
    }

    [TestMethod]
    public void Map_FromEndToEnd_IsLinear()
    {
        var axis = new Axis(2, 4, 200, 100);
        Assert.AreEqual(200, axis.Map(2));
        Assert.AreEqual(150, axis.Map(3));
        Assert.AreEqual(100, axis.Map(4));
    }

    [TestMethod]
    public void Axis_OverEqualValues_HasAWidth()
    {
        foreach (var value in new[] { 0.0, 5 })
        {
            var axis = Axis.Over([value, value], 0, 100);
            Assert.AreEqual(50, axis.Map(value), 1e-6);
            Assert.AreNotEqual(0, axis.Ticks().Count());
        }
    }
}

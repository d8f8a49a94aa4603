using System.Text.Json;

namespace Nidl.ML.Tests.Views;

[TestClass]
public class IntervalTests
{
    [TestMethod]
    public void Interval_Conversions_TakePairsAndNumbers()
    {
        Interval pair = (0.25, 1), number = 0.5;
        Assert.AreEqual(new Interval(0.25, 1), pair);
        Assert.AreEqual(new Interval(0.5, 0.5), number);
        Assert.AreEqual("(0.25, 1)", pair.ToString());
    }

    [TestMethod]
    [DataRow(2, 1, "An interval needs two finite bounds, the lower one first, but (2, 1) was given.")]
    [DataRow(double.NaN, 1, "An interval needs two finite bounds, the lower one first, but (NaN, 1) was given.")]
    [DataRow(0, double.PositiveInfinity, "An interval needs two finite bounds, the lower one first, but (0, Infinity) was given.")]
    public void Bounds_Invalid_Throw(double low, double high, string message) =>
        Assert.AreEqual(message, Assert.ThrowsExactly<ArgumentException>(() => new Interval(low, high)).Message);

    [TestMethod]
    public void Json_OfOptions_RoundTrips()
    {
        var json = JsonSerializer.Serialize(new Interval(0.25, 1));
        Assert.AreEqual("""{"Low":0.25,"High":1}""", json);
        Assert.AreEqual(new Interval(0.25, 1), JsonSerializer.Deserialize<Interval>(json));
    }
}

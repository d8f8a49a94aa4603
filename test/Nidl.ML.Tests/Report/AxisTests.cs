namespace Nidl.ML.Tests;

[TestClass]
public sealed class AxisTests
{
    [TestMethod]
    public void TicksAreRoundAndInside()
    {
        var axis = new Axis(0.13, 2.9, 0, 100);
        CollectionAssert.AreEqual(new[] { "0.5", "1.0", "1.5", "2.0", "2.5" }, axis.Ticks().Select(axis.Label).ToArray());
        var small = new Axis(0, 3e-4, 0, 100);
        CollectionAssert.AreEqual(new[] { "0", "5e-5", "1e-4", "1.5e-4", "2e-4", "2.5e-4", "3e-4" }, small.Ticks().Select(small.Label).ToArray());
    }

    [TestMethod]
    public void WholeTicksAreNeverBroken()
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
    public void TheMapRunsFromOneEndToTheOther()
    {
        var axis = new Axis(2, 4, 200, 100);
        Assert.AreEqual(200, axis.Map(2));
        Assert.AreEqual(150, axis.Map(3));
        Assert.AreEqual(100, axis.Map(4));
    }

    [TestMethod]
    public void EqualValuesStillHaveAWidth()
    {
        foreach (var value in new[] { 0.0, 5 })
        {
            var axis = Axis.Over([value, value], 0, 100);
            Assert.AreEqual(50, axis.Map(value), 1e-6);
            Assert.AreNotEqual(0, axis.Ticks().Count());
        }
    }
}

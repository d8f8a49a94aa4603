using System.Text.Json;

namespace Nidl.ML.Tests.Views;

[TestClass]
public class AxisIntervalsTests
{
    [TestMethod]
    public void Create_OneOrThree_AreComparedByValue()
    {
        AxisIntervals one = (0, 2), three = [(0, 2), 1, (0, 3)];
        Assert.AreEqual("(0, 2)", one.ToString());
        Assert.AreEqual("[(0, 2), (1, 1), (0, 3)]", three.ToString());
        Assert.AreEqual(one, (AxisIntervals)new Interval(0, 2));
        Assert.AreNotEqual(one, three);
        Assert.AreEqual(three, JsonSerializer.Deserialize<AxisIntervals>(JsonSerializer.Serialize(three)));
    }

    [TestMethod]
    public void Create_Two_Throws()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => AxisIntervals.Create([(0, 1), (0, 2)]));
        Assert.AreEqual("Ranges must be one for all axes or three, but 2 were given. (Parameter 'intervals')", error.Message);
    }
}

using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests;

[TestClass]
public sealed class PrincipalComponentsTests
{
    [TestMethod]
    public void Directions_OfRows_AreThoseOfLargestVariance()
    {
        using var scope = NewDisposeScope();
        // Along (3, 4)/5 by 10, along (-4, 3)/5 by 1, around (7, -2).
        var (a, b) = (10.0, 1.0);
        double[,] steps = { { a, 0 }, { -a, 0 }, { 0, b }, { 0, -b } };
        var rows = new double[4, 2];
        for (var i = 0; i < 4; i++)
        {
            rows[i, 0] = 7 + steps[i, 0] * 0.6 - steps[i, 1] * 0.8;
            rows[i, 1] = -2 + steps[i, 0] * 0.8 + steps[i, 1] * 0.6;
        }
        var found = PrincipalComponents.Of(tensor(rows));
        Assert.AreEqual(100.0 / 101, found.Shares.X, 1e-12);
        Assert.AreEqual(1.0 / 101, found.Shares.Y, 1e-12);
        Assert.AreEqual(10, found.Points[0].X, 1e-9);
        Assert.AreEqual(-10, found.Points[1].X, 1e-9);
        // The largest entry of (-0.8, 0.6) is turned positive.
        Assert.AreEqual(-1, found.Points[2].Y, 1e-9);
    }

    [TestMethod]
    public void Components_OfOneDimension_HaveNoSecond()
    {
        using var scope = NewDisposeScope();
        var found = PrincipalComponents.Of(tensor(new float[,] { { 1 }, { 3 } }));
        CollectionAssert.AreEqual(new[] { (-1.0, 0.0), (1.0, 0.0) }, found.Points);
        Assert.AreEqual((1.0, 0.0), found.Shares);
    }

    [TestMethod]
    public void Components_OfRowsEqualButForRounding_LieInOnePoint()
    {
        for (var count = 2; count <= 40; count++)
        {
            using var scope = NewDisposeScope();
            var rows = full([count, 4], 0.3, ScalarType.Float32);
            rows[0, 1] = (double)MathF.BitIncrement(0.3f);
            var found = PrincipalComponents.Of(rows);
            Assert.AreEqual((0.0, 0.0), found.Shares, $"{count} rows");
            Assert.IsTrue(found.Points.All(point => point == (0, 0)));
        }
    }

    [TestMethod]
    public void Components_OfEqualRows_LieInOnePoint()
    {
        using var scope = NewDisposeScope();
        var found = PrincipalComponents.Of(torch.ones(3, 4));
        Assert.AreEqual((0.0, 0.0), found.Shares);
        Assert.IsTrue(found.Points.All(point => point == (0, 0)));
    }
}

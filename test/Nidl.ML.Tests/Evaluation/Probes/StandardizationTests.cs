using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Evaluation;

[TestClass]
public sealed class StandardizationTests
{
    [TestMethod]
    public void Of_Columns_AreMeanAndDeviationDividedByN()
    {
        using var scope = NewDisposeScope();
        var columns = Standardization.Of(tensor(new[,] { { 1f, 1e6f }, { 3f, 1e6f + 1 }, { 8f, 1e6f + 5 } }));
        CollectionAssert.AreEqual(new[] { 4, 1e6 + 2 }, columns.Mean.data<double>().ToArray());
        AreClose([Math.Sqrt(26 / 3.0), Math.Sqrt(14 / 3.0)], columns.Deviation, 1e-14);
        var standardized = columns.Standardize(tensor(new[,] { { 1.0, 1e6 }, { 3, 1e6 + 1 }, { 8, 1e6 + 5 } }));
        AreClose([-3, -2, -1, -1, 4, 3], standardized * columns.Deviation, 1e-14);
    }

    [TestMethod]
    public void Of_EqualValues_AreConstantForEveryNumberOfRows()
    {
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
            for (var rows = 1; rows <= 40; rows++) // the rounded mean of 0.3 is 0.3 for some numbers of rows only
            {
                using var scope = NewDisposeScope();
                Assert.AreEqual(0, Standardization.Of(full([rows, 1], 0.3, type)).Deviation.ToDouble(), $"{rows} rows of {type}");
            }
    }

    [TestMethod]
    [DataRow(0.3f)]
    [DataRow(-1e6f)]
    [DataRow(1.0000001f)]
    public void Of_NeighboringNumbers_AreConstant(float value)
    {
        using var scope = NewDisposeScope();
        var next = MathF.BitIncrement(value);
        var columns = Standardization.Of(tensor(new[] { value, next, value, MathF.BitIncrement(next) }, [4, 1]));
        Assert.AreEqual(0, columns.Deviation.ToDouble());
        CollectionAssert.AreEqual(new double[2], columns.Standardize(tensor(new[] { value, 7.0 }, [2, 1])).data<double>().ToArray());
        Assert.AreEqual(0, columns.Unscale(tensor(new[] { 5.0 }, [1, 1])).ToDouble());
    }

    [TestMethod]
    public void Of_SmallButRealDeviation_IsKept()
    {
        using var scope = NewDisposeScope();
        // Seconds of a year in Single, which are 128 apart; and the same in Double to the second.
        Assert.AreEqual(1024, Standardization.Of(tensor(new[] { 1.7e9f - 1024, 1.7e9f + 1024 }, [2, 1])).Deviation.ToDouble());
        Assert.AreEqual(1, Standardization.Of(tensor(new[] { 1.7e9 - 1, 1.7e9 + 1 }, [2, 1])).Deviation.ToDouble());
        Assert.AreEqual(1e-30, Standardization.Of(tensor(new[] { -1e-30, 1e-30 }, [2, 1])).Deviation.ToDouble(), 1e-40);
    }

    private static void AreClose(double[] expected, Tensor actual, double tolerance)
    {
        var values = actual.flatten().data<double>().ToArray();
        for (var i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], values[i], tolerance * Math.Max(1, Math.Abs(expected[i])), $"value {i}");
    }
}

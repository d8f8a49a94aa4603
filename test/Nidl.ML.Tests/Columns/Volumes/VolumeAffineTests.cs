using System.Text.Json;

namespace Nidl.ML.Tests.Columns;

[TestClass]
public class VolumeAffineTests
{
    [TestMethod]
    public void VoxelSize_OfAnAffine_IsTheLengthOfTheColumns()
    {
        var affine = VolumeAffine.Create(new double[,] { { 3, 0, 0, 9 }, { 4, 0, 2, 9 }, { 0, -0.5, 0, 9 }, { 0, 0, 0, 1 } });
        Assert.AreEqual(new VoxelSize(5, 0.5, 2), affine.VoxelSize);
    }

    [TestMethod]
    public void Orientation_OfAnAffine_NamesWhereEachAxisGoes()
    {
        Assert.AreEqual("RAS", VolumeAffine.Identity.Orientation);
        Assert.AreEqual(
            "SLP",
            VolumeAffine.Create(new double[,] { { 0.1, -2, 0, 0 }, { 0, 0.2, -3, 0 }, { 1.5, 0, 0.1, 0 }, { 0, 0, 0, 1 } }).Orientation);
        // Oblique: each axis of the world is taken once.
        Assert.AreEqual(
            "RAI",
            VolumeAffine.Create(new double[,] { { 0.9, 0.8, 0, 0 }, { 0.1, 0.7, 0, 0 }, { 0, 0, -1, 0 }, { 0, 0, 0, 1 } }).Orientation);
    }

    [TestMethod]
    public void Orientation_ShearedAxes_IsThatOfTheNearestRotation()
    {
        // Depth at 40 degrees from right to anterior, height at 160; without shear they are at 55 and 145, as nibabel takes them.
        var (depth, height) = (double.SinCosPi(40 / 180.0), double.SinCosPi(160 / 180.0));
        var sheared = VolumeAffine.Create(
            new[,] { { depth.CosPi, height.CosPi, 0, 0 }, { depth.SinPi, height.SinPi, 0, 0 }, { 0, 0, 1, 0 }, { 0, 0, 0, 1 } });
        Assert.AreEqual("ALS", sheared.Orientation);
    }

    [TestMethod]
    public void Create_NotAnAffine_Throws()
    {
        var shape = Assert.ThrowsExactly<ArgumentException>(() => VolumeAffine.Create(new double[3, 4]));
        Assert.AreEqual("A volume's affine must have 4x4 values, but 3x4 were given. (Parameter 'matrix')", shape.Message);
        double[][,] wrong =
        [
            new double[,] { { 1, 0, 0, 0 }, { 0, 1, 0, 0 }, { 0, 0, 1, 0 }, { 0, 0, 1, 1 } },
            new double[,] { { 1, 0, 0, double.NaN }, { 0, 1, 0, 0 }, { 0, 0, 1, 0 }, { 0, 0, 0, 1 } },
            new double[,] { { 1, 0, 0, 0 }, { 0, 0, 0, 0 }, { 0, 0, 1, 0 }, { 0, 0, 0, 1 } },
            new double[,] { { 1, 2, 0, 0 }, { 1, 2, 0, 0 }, { 0, 0, 1, 0 }, { 0, 0, 0, 1 } },
        ];
        foreach (var matrix in wrong)
            StringAssert.StartsWith(
                Assert.ThrowsExactly<ArgumentException>(() => VolumeAffine.Create(matrix)).Message,
                "A volume's affine must have 16 finite values, axes that span space, and the last row 0, 0, 0, 1, but [");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => VolumeAffine.OfVoxelSize(1, 0, 1));
    }

    [TestMethod]
    public void Equality_AndJson_AreByValue()
    {
        var affine = VolumeAffine.OfVoxelSize(1, 2, 3);
        Assert.AreEqual(VolumeAffine.OfVoxelSize(1, 2, 3), affine);
        Assert.AreNotEqual(VolumeAffine.OfVoxelSize(1, 2, 4), affine);
        Assert.AreEqual(affine, JsonSerializer.Deserialize<VolumeAffine>(JsonSerializer.Serialize(affine)));
        Assert.AreEqual("[1, 0, 0, 0; 0, 2, 0, 0; 0, 0, 3, 0; 0, 0, 0, 1]", affine.ToString());
    }
}

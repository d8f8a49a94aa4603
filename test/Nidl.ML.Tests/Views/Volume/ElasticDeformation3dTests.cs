using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Volume;

[TestClass]
public class ElasticDeformation3dTests
{
    [TestMethod]
    public void Splines_AreThoseOfTheFormula_AndSumToOne()
    {
        using var scope = NewDisposeScope();
        var splines = Batch.Values(ElasticDeformation3d.Splines(10, 7, CPU));
        for (var place = 0; place < 10; place++)
        {
            var at = (place + 0.5) * 4 / 10 + 1;
            for (var point = 0; point < 7; point++)
            {
                var t = Math.Abs(at - point);
                var expected = t < 1 ? (4 - 6 * t * t + 3 * t * t * t) / 6 : t < 2 ? (2 - t) * (2 - t) * (2 - t) / 6 : 0;
                Assert.AreEqual(expected, splines[7 * place + point], 1e-12);
            }
            Assert.AreEqual(1, splines.Skip(7 * place).Take(7).Sum(), 1e-12);
        }
    }

    [TestMethod]
    public void Warp_AllPointsMovedAlike_ShiftsTheVolume()
    {
        using var scope = NewDisposeScope();
        long[] shape = [2, 2, 6, 5, 7];
        var volumes = Batch.Random(shape, ScalarType.Float64);
        var voxel = Batch.VolumeReader(volumes);
        var displacements = Batch.OfDoubles([1, 0, -2, 0, 0, 0], 2, 1, 1, 1, 3).expand(2, 5, 5, 5, 3);
        var expected = Batch.Fill(
            shape, (n, c, d, h, w) => n == 1 ? voxel(n, c, d, h, w) : d < 5 && w >= 2 ? voxel(n, c, d + 1, h, w - 2) : 0);
        Batch.AreClose(expected, ElasticDeformation3d.Warp(volumes, displacements, 0), 1e-11);
    }

    [TestMethod]
    public void Apply_Ramp_ShowsDisplacementsBelowTheMaximum()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(3);
        var ramp = arange(32, ScalarType.Float64).view(1, 1, 32, 1, 1).expand(40, 1, 32, 16, 16).contiguous();
        var elastic = new ElasticDeformation3d { MaximumDisplacement = 2 };
        // Away from the border, where nothing comes from outside.
        var moved = elastic.Apply(ramp, random).sub(ramp).narrow(2, 3, 26).narrow(3, 2, 12).narrow(4, 2, 12).abs();
        Assert.IsLessThanOrEqualTo(2.0, Batch.Values(moved).Max());
        Assert.IsGreaterThan(0.3, Batch.Values(moved).Max());
    }

    [TestMethod]
    public void Apply_ControlPoints_MoveUniformly()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(3);
        // One free point of five, whose spline has the weight (2/3)^3 at its own place: the middle of an odd number of voxels.
        var elastic = new ElasticDeformation3d { NumberOfControlPoints = 5, MaximumDisplacement = 1.5 };
        var ramp = arange(9, ScalarType.Float64).view(1, 1, 9, 1, 1).expand(1500, 1, 9, 9, 9).contiguous();
        var moved = elastic.Apply(ramp, random)[TensorIndex.Colon, 0, 4, 4, 4].sub(4).mul(27.0 / 8);
        Batch.AreUniform(Batch.Values(moved), -1.5, 1.5);
    }

    [TestMethod]
    public void CheckInputShape_MayFoldOrNothingIsFree_Throws()
    {
        var folds = Assert.ThrowsExactly<ArgumentException>(() => new ElasticDeformation3d().CheckInputShape([1, 64, 40, 64]));
        Assert.AreEqual(
            "ElasticDeformation3d needs displacements of at most half the distance of control points, 5 voxels for rows of shape (1, 64, "
            + "40, 64), but 7.5 was given. (Parameter 'inputShape')",
            folds.Message);
        new ElasticDeformation3d { Affine = VolumeAffine.OfVoxelSize(1, 1.5, 1) }.CheckInputShape([1, 64, 40, 64]);
        var locked = Assert.ThrowsExactly<ArgumentException>(
            () => new ElasticDeformation3d { LockedBorders = 4 }.CheckInputShape([1, 64, 64, 64]));
        Assert.AreEqual(
            "ElasticDeformation3d needs control points that are free, but LockedBorders = 4 locks all 7 of an axis.", locked.Message);
    }

    [TestMethod]
    public void Options_Values_HaveDefaultsAndAreChecked()
    {
        Assert.AreEqual(
            new ElasticDeformation3d { NumberOfControlPoints = 7, MaximumDisplacement = 7.5, LockedBorders = 2, FillValue = 0 },
            new ElasticDeformation3d());
        OptionError.Is(
            "NumberOfControlPoints must be at least 4, but '3' was given.", () => new ElasticDeformation3d { NumberOfControlPoints = 3 });
        OptionError.Is(
            "MaximumDisplacement must be at least 0 and finite, but '-1' was given.",
            () => new ElasticDeformation3d { MaximumDisplacement = -1 });
    }
}

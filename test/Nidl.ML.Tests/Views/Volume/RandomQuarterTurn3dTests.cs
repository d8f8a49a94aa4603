using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Volume;

[TestClass]
public class RandomQuarterTurn3dTests
{
    [TestMethod]
    public void Turn_GivenTurns_MovesVoxelsAsRot90()
    {
        using var scope = NewDisposeScope();
        long[] shape = [4, 2, 3, 4, 4];
        var volumes = Batch.Random(shape);
        var voxel = Batch.VolumeReader(volumes);
        var turned = RandomQuarterTurn3d.Turn(volumes, arange(4).view(4, 1, 1, 1, 1), 3, 4);
        // From the first axis towards the second, as NumPy's rot90.
        var expected = Batch.Fill(shape, (n, c, d, h, w) =>
            n switch { 0 => voxel(n, c, d, h, w), 1 => voxel(n, c, d, w, 3 - h), 2 => voxel(n, c, d, 3 - h, 3 - w),
                _ => voxel(n, c, d, 3 - w, h) });
        Batch.AreClose(expected, turned, 0);
        Batch.AreClose(Batch.Values(rot90(volumes[1], 1, (2, 3))), turned[1], 0);
    }

    [TestMethod]
    public void Apply_AnglesAreEquallyLikely_WithTheProbability()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(2);
        var view = new RandomQuarterTurn3d { Probability = 0.6 }.Apply(arange(4f).view(1, 1, 2, 2, 1).repeat(6000, 1, 1, 1, 1), random);
        var first = Batch.Values(view).Chunk(4).Select(volume => volume[0]).ToArray();
        Batch.IsBinomial(first.Count(value => value == 0), 6000, 0.4);
        foreach (var value in new[] { 1, 2, 3 })
            Batch.IsBinomial(first.Count(one => one == value), 6000, 0.2);
    }

    [TestMethod]
    public void CheckInputShape_AxesThatCannotBeExchanged_Throws()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => new RandomQuarterTurn3d().CheckInputShape([1, 4, 5, 4]));
        Assert.AreEqual(
            "RandomQuarterTurn3d needs rows of one size along Depth, Height, since a quarter turn exchanges them, but (1, 4, 5, "
            + "4) was given. (Parameter 'inputShape')",
            error.Message);
        new RandomQuarterTurn3d { Axes = SpatialAxes.Depth | SpatialAxes.Width }.CheckInputShape([1, 4, 5, 4]);
        var same = new RandomQuarterTurn3d { Axes = SpatialAxes.Depth | SpatialAxes.LeftRight, Affine = VolumeAffine.Identity };
        Error.Is<ArgumentException>(
            "RandomQuarterTurn3d needs two axes, but Depth, LeftRight are the same one where the voxels lie as "
            + "[1, 0, 0, 0; 0, 1, 0, 0; 0, 0, 1, 0; 0, 0, 0, 1] says. (Parameter 'Axes')",
            () => same.CheckInputShape([1, 4, 4, 4]));
        var unknown = new RandomQuarterTurn3d { Axes = SpatialAxes.LeftRight | SpatialAxes.PosteriorAnterior };
        Error.Is<ArgumentException>(
            "RandomQuarterTurn3d needs to know where the voxels lie, for Axes = LeftRight, PosteriorAnterior, but neither the column nor "
            + "Affine says it; load the volumes by LoadVolumes, or set Affine. (Parameter 'Affine')",
            () => unknown.CheckInputShape([1, 4, 4, 4]));
        unknown.Of(VolumeAffine.Identity).CheckInputShape([1, 4, 4, 5]);
    }

    [TestMethod]
    public void Options_Values_HaveDefaultsAndAreChecked()
    {
        Assert.AreEqual(
            new RandomQuarterTurn3d { Axes = SpatialAxes.Depth | SpatialAxes.Height, Probability = 1 }, new RandomQuarterTurn3d());
        OptionError.Is(
            "Axes must be two of Depth, Height, Width, LeftRight, PosteriorAnterior and InferiorSuperior, but 'Depth' was given.",
            () => new RandomQuarterTurn3d { Axes = SpatialAxes.Depth });
    }
}

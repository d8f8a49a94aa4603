using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Volume.Preprocessing;

/// <summary>Resizing and resampling.</summary>
[TestClass]
public class GridTests
{
    [TestMethod]
    public void Resize_Linear_EqualsTorch()
    {
        using var scope = NewDisposeScope();
        var volumes = Batch.Random([2, 2, 5, 6, 7], ScalarType.Float64);
        var expected = nn.functional.interpolate(volumes, size: [9, 4, 7], mode: InterpolationMode.Trilinear, align_corners: false);
        Batch.AreClose(Batch.Values(expected), new Resizing { TargetShape = [9, 4, 7] }.Apply(volumes), 1e-12);
        Assert.AreEqual<InputShape>([2, 9, 4, 7], new Resizing { TargetShape = [9, 4, 7] }.OutputShape([2, 5, 6, 7]));
    }

    [TestMethod]
    public void Resize_Nearest_TakesTheVoxelThatAPlaceLiesIn()
    {
        using var scope = NewDisposeScope();
        var line = Batch.OfDoubles([3, 1, 4], 1, 1, 1, 1, 3);
        Batch.AreClose(
            [3, 3, 1, 1, 4, 4], new Resizing { TargetShape = [1, 1, 6], Interpolation = VolumeInterpolation.Nearest }.Apply(line), 0);
        // Place 0 of one lies in the middle, place 0 of two at 0.25 and 1.75, nearer to the outer ones.
        Batch.AreClose([3, 4], new Resizing { TargetShape = [1, 1, 2], Interpolation = VolumeInterpolation.Nearest }.Apply(line), 0);
        Batch.AreClose([1], new Resizing { TargetShape = [1, 1, 1], Interpolation = VolumeInterpolation.Nearest }.Apply(line), 0);
    }

    [TestMethod]
    public void Resample_Ramp_HasTheFormulasValues()
    {
        using var scope = NewDisposeScope();
        var ramp = arange(5, ScalarType.Float64).view(1, 1, 5, 1, 1);
        var resample = new Resampling { VoxelSize = (0.8, 1, 1), Affine = VolumeAffine.OfVoxelSize(1.2, 1, 1) };
        // ceil(5 * 1.2 / 0.8) = 8 places at (o + 0.5) * 2/3 - 0.5; the last one, 4.5, is just inside.
        double[] expected = [.. Enumerable.Range(0, 8).Select(o => Math.Clamp((o + 0.5) * 0.8 / 1.2 - 0.5, 0, 4))];
        Batch.AreClose(expected, resample.Apply(ramp), 1e-12);
        Assert.AreEqual<InputShape>([1, 8, 1, 1], resample.OutputShape([1, 5, 1, 1]));
    }

    [TestMethod]
    public void Resample_BeyondTheVolume_IsZero()
    {
        using var scope = NewDisposeScope();
        // ceil(5 / 2) = 3 places at 0.5, 2.5 and 4.5; ceil(4 / 3) = 2 at 1 and 4, of which the latter is outside.
        Batch.AreClose([1, 1, 1], Of1mm(2).Apply(ones([1, 1, 5, 1, 1], ScalarType.Float64)), 1e-12);
        Batch.AreClose([1, 0], Of1mm(3).Apply(ones([1, 1, 4, 1, 1], ScalarType.Float64)), 1e-12);
    }

    [TestMethod]
    public void Resample_QuotientThatRoundsUp_AddsNoVoxel()
    {
        // 3 * 0.1 / 0.3 is 1.0000000000000002 where it is computed so; one voxel is meant.
        Assert.AreEqual<InputShape>(
            [1, 1, 7, 50],
            new Resampling { VoxelSize = (0.3, 0.1, 1.1), Affine = VolumeAffine.OfVoxelSize(0.1, 0.1, 2.2) }.OutputShape([1, 3, 7, 25]));
    }

    [TestMethod]
    public void Resample_OneVoxel_IsKept()
    {
        using var scope = NewDisposeScope();
        Batch.AreClose([7, 7], Of1mm(0.5).Apply(full([1, 1, 1, 1, 1], 7.0)).expand(1, 1, 1, 1, 2), 0);
    }

    [TestMethod]
    public void OutputAffine_Always_CentersOfTheVolumesAgree()
    {
        var affine = VolumeAffine.Create(new double[,] { { 0, 2, 0, 1 }, { -1.5, 0, 0, 2 }, { 0, 0, 3, -4 }, { 0, 0, 0, 1 } });
        var resample = new Resampling { VoxelSize = 1, Affine = affine };
        InputShape shape = [1, 4, 5, 6];
        var (after, newShape) = (resample.OutputAffine(affine, shape), resample.OutputShape(shape));
        Assert.AreEqual(new VoxelSize(1, 1, 1), after.VoxelSize);
        Assert.AreEqual(affine.Orientation, after.Orientation);
        // All three axes keep their length here, so the centers lie at one place of the world.
        for (var row = 0; row < 3; row++)
            Assert.AreEqual(Center(affine, shape, row), Center(after, newShape, row), 1e-12);
        var resize = new Resizing { TargetShape = [3, 3, 3] };
        for (var row = 0; row < 3; row++)
            Assert.AreEqual(Center(affine, shape, row), Center(resize.OutputAffine(affine, shape), [1, 3, 3, 3], row), 1e-12);

        static double Center(VolumeAffine affine, InputShape shape, int row) =>
            affine[row, 3] + Enumerable.Range(0, 3).Sum(axis => affine[row, axis] * (shape[axis + 1] - 1) / 2.0);
    }

    [TestMethod]
    public void OutputAffine_AffineThatWasGiven_CountsInsteadOfTheRows() => Assert.AreEqual(
        new VoxelSize(1, 1, 1),
        new Resampling { VoxelSize = 1, Affine = VolumeAffine.OfVoxelSize(2, 2, 2) }.OutputAffine(VolumeAffine.Identity, [1, 4, 4, 4])
            .VoxelSize);

    [TestMethod]
    public void Resample_PlaceThatIsNotKnown_IsRefused()
    {
        const string Message = "Resampling needs to know where the voxels lie, for the size that the voxels have, but neither the column "
            + "nor Affine says it; load the volumes by LoadVolumes, or set Affine. (Parameter 'Affine')";
        using var volume = Batch.Random([1, 1, 2, 3, 4]);
        var resampling = new Resampling { VoxelSize = 2 };
        Error.Is<ArgumentException>(Message, () => resampling.Apply(volume));
        Error.Is<ArgumentException>(Message, () => resampling.OutputShape([1, 1, 1, 1]));
        Assert.AreEqual(new VoxelSize(2, 2, 2), resampling.OutputAffine(VolumeAffine.Identity, [1, 4, 4, 4]).VoxelSize);
    }

    [TestMethod]
    public void Options_BadValues_AreRefused()
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Resampling { VoxelSize = (1, 0, 1) });
        Assert.AreEqual("VoxelSize must be positive and finite, but '0' was given. (Parameter 'VoxelSize')", error.Message);
    }

    private static Resampling Of1mm(double voxelSize) => new() { VoxelSize = voxelSize, Affine = VolumeAffine.Identity };
}

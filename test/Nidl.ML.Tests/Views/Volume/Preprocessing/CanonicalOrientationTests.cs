using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Volume.Preprocessing;

[TestClass]
public class CanonicalOrientationTests
{
    // The axes go to superior, left and anterior.
    private static readonly VolumeAffine s_superiorLeftAnterior = VolumeAffine.Create(
        new double[,] { { 0.1, -2, 0, 50 }, { 0, 0.2, 3, -20 }, { 1.5, 0, 0.1, 7 }, { 0, 0, 0, 1 } });

    [TestMethod]
    public void Apply_Always_ExchangesAndMirrorsAxes()
    {
        using var scope = NewDisposeScope();
        long[] shape = [2, 2, 3, 4, 5];
        var volumes = Batch.Random(shape);
        var voxel = Batch.VolumeReader(volumes);
        var canonical = new CanonicalOrientation { Affine = s_superiorLeftAnterior };
        var result = canonical.Apply(volumes);
        CollectionAssert.AreEqual(new long[] { 2, 2, 4, 5, 3 }, result.shape);
        Assert.AreEqual<InputShape>([2, 4, 5, 3], canonical.OutputShape([2, 3, 4, 5]));
        Batch.AreClose(
            Batch.Fill(result.shape, (n, c, right, anterior, superior) => voxel(n, c, superior, 3 - right, anterior)), result, 0);
    }

    [TestMethod]
    public void OutputAffine_IsCanonical_AndPutsVoxelsWhereTheyWere()
    {
        var after = new CanonicalOrientation { Affine = s_superiorLeftAnterior }.OutputAffine(s_superiorLeftAnterior, [1, 3, 4, 5]);
        Assert.AreEqual("RAS", after.Orientation);
        // Index (1, 2, 0) of the result is index (0, 2, 2) of the volume.
        for (var row = 0; row < 3; row++)
            Assert.AreEqual(At(s_superiorLeftAnterior, row, 0, 2, 2), At(after, row, 1, 2, 0), 1e-12);

        static double At(VolumeAffine affine, int row, double i, double j, double k) =>
            affine[row, 0] * i + affine[row, 1] * j + affine[row, 2] * k + affine[row, 3];
    }

    [TestMethod]
    public void Apply_CanonicalAlready_IsTheBatchItself()
    {
        using var batch = Batch.Random([1, 1, 2, 3, 4]);
        Assert.AreSame(batch, new CanonicalOrientation { Affine = VolumeAffine.Identity }.Apply(batch));
    }

    [TestMethod]
    public void Apply_PlaceThatIsNotKnown_IsRefused()
    {
        using var batch = Batch.Random([1, 1, 2, 3, 4]);
        Error.Is<ArgumentException>(
            "CanonicalOrientation needs to know where the voxels lie, for the directions in which depth, height and width go, but neither "
            + "the column nor Affine says it; load the volumes by LoadVolumes, or set Affine. (Parameter 'Affine')",
            () => new CanonicalOrientation().Apply(batch));
    }
}

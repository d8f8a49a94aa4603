using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Volume.Preprocessing;

[TestClass]
public class CropOrPadTests
{
    // NumPy's figures for [1, 2, 4], from the reference's specification.
    [TestMethod]
    [DataRow(VolumePadding.Edge, new double[] { 1, 1, 1, 2, 4, 4, 4 })]
    [DataRow(VolumePadding.Maximum, new double[] { 4, 4, 1, 2, 4, 4, 4 })]
    [DataRow(VolumePadding.Mean, new double[] { 7.0 / 3, 7.0 / 3, 1, 2, 4, 7.0 / 3, 7.0 / 3 })]
    [DataRow(VolumePadding.Median, new double[] { 2, 2, 1, 2, 4, 2, 2 })]
    [DataRow(VolumePadding.Minimum, new double[] { 1, 1, 1, 2, 4, 1, 1 })]
    [DataRow(VolumePadding.Reflect, new double[] { 4, 2, 1, 2, 4, 2, 1 })]
    [DataRow(VolumePadding.Symmetric, new double[] { 2, 1, 1, 2, 4, 4, 2 })]
    [DataRow(VolumePadding.Constant, new double[] { -3, -3, 1, 2, 4, -3, -3 })]
    public void Apply_EachPadding_EqualsNumPy(VolumePadding padding, double[] expected)
    {
        using var scope = NewDisposeScope();
        var line = Batch.OfDoubles([1, 2, 4], 1, 1, 1, 3, 1);
        var preprocessing =
            new CropOrPad { TargetShape = [1, 7, 1], Padding = padding, FillValue = padding == VolumePadding.Constant ? -3 : 0 };
        Batch.AreClose(expected, preprocessing.Apply(line), 1e-12);
    }

    [TestMethod]
    public void Apply_MedianOfAnEvenNumber_IsTheMeanOfTheMiddleTwo()
    {
        using var scope = NewDisposeScope();
        var padded = new CropOrPad { TargetShape = [1, 1, 6], Padding = VolumePadding.Median }.Apply(
            Batch.OfDoubles([9, 1, 2, 4], 1, 1, 1, 1, 4));
        Batch.AreClose([3, 9, 1, 2, 4, 3], padded, 0);
    }

    [TestMethod]
    public void Apply_OddNumbers_CutsAndPadsOneMoreAtTheFarEnd()
    {
        using var scope = NewDisposeScope();
        var volume = arange(5f).view(1, 1, 5, 1, 1);
        Batch.AreClose([1, 2], new CropOrPad { TargetShape = [2, 1, 1] }.Apply(volume), 0);
        Batch.AreClose([0, 0, 1, 2, 3, 4, 0, 0], new CropOrPad { TargetShape = [8, 1, 1] }.Apply(volume), 0);
    }

    [TestMethod]
    public void OutputAffine_Always_VoxelsStayWhereTheyAre()
    {
        var affine = VolumeAffine.Create(new double[,] { { 0, 2, 0, 1 }, { -1, 0, 0, 2 }, { 0, 0, 3, -4 }, { 0, 0, 0, 1 } });
        var moved = new CropOrPad { TargetShape = [2, 8, 5] }.OutputAffine(affine, [1, 5, 5, 5]);
        // Index (0, 1, 0) of the result is index (1, 0, 0) of the volume.
        Assert.AreEqual(VolumeAffine.Create(new double[,] { { 0, 2, 0, -1 }, { -1, 0, 0, 1 }, { 0, 0, 3, -4 }, { 0, 0, 0, 1 } }), moved);
    }

    [TestMethod]
    public void Options_BadValues_AreRefused()
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new CropOrPad { TargetShape = [2, 3] });
        Assert.AreEqual(
            "TargetShape must be one length for all axes or three, but '[2, 3]' was given. (Parameter 'TargetShape')", error.Message);
        using var batch = Batch.Random([2, 3, 4]);
        var atApply = Assert.ThrowsExactly<ArgumentException>(() => new CropOrPad { TargetShape = [2] }.Apply(batch));
        Assert.AreEqual(
            "CropOrPad needs a floating-point batch of shape (N, channels, depth, height, width), but Float32 of shape (2, 3, "
            + "4) was given. (Parameter 'batch')",
            atApply.Message);
    }
}

using Nidl.ML.Tests.Golden;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Volume;

[TestClass]
public class RandomFlip3dTests
{
    // The axes go to the left, superior and anterior.
    private static readonly VolumeAffine s_leftSuperiorAnterior = VolumeAffine.Create(
        new double[,] { { -1, 0, 0, 5 }, { 0, 0, 2, 1 }, { 0, 3, 0, 0 }, { 0, 0, 0, 1 } });

    [TestMethod]
    public void Flip_GoldenVolumes_EqualsTheReference()
    {
        using var scope = NewDisposeScope();
        foreach (var one in GoldenTransform.Cases("Flip"))
            Batch.AreClose(
                one.Output, RandomFlip3d.Flip(one.Batch(), [one.Params.Axis!.Value], [ones([1, 1, 1, 1, 1], ScalarType.Bool)]), 0);
    }

    [TestMethod]
    public void Apply_EachAxisOfEachVolume_IsFlippedWithTheProbability()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(2);
        var volume = arange(8f).view(1, 1, 2, 2, 2);
        var flip = new RandomFlip3d { Axes = SpatialAxes.Depth | SpatialAxes.Height | SpatialAxes.Width, Probability = 0.3 };
        var views = Batch.Values(flip.Apply(volume.repeat(4000, 1, 1, 1, 1), random)).Chunk(8).ToArray();
        // The first voxel says which axes were flipped: it was at 4 d + 2 h + w.
        Assert.IsTrue(views.All(view => view.Select((value, i) => (int)value ^ i).Distinct().Count() == 1));
        var flipped = views.Select(view => (int)view[0]).ToArray();
        foreach (var bits in new[] { 1, 2, 4 })
            Batch.IsBinomial(flipped.Count(code => (code & bits) != 0), 4000, 0.3);
        Batch.IsBinomial(flipped.Count(code => code == 7), 4000, 0.027);
    }

    [TestMethod]
    [DataRow(SpatialAxes.LeftRight, 0)]
    [DataRow(SpatialAxes.PosteriorAnterior, 2)]
    [DataRow(SpatialAxes.InferiorSuperior, 1)]
    public void Apply_AxisOfTheBody_IsFoundByTheAffine(SpatialAxes axes, int axis)
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(2);
        var volume = Batch.Random([2, 1, 3, 4, 5]);
        var view = new RandomFlip3d { Axes = axes, Probability = 1, Affine = s_leftSuperiorAnterior }.Apply(volume, random);
        Batch.AreClose(Batch.Values(volume.flip(axis + 2)), view, 0);
    }

    [TestMethod]
    public void Of_RowsThatLieSo_IsForThemUnlessItWasToldOtherwise()
    {
        var flip = new RandomFlip3d { Axes = SpatialAxes.LeftRight };
        Assert.AreEqual(flip with { Affine = s_leftSuperiorAnterior }, flip.Of(s_leftSuperiorAnterior));
        var told = flip with { Affine = VolumeAffine.Identity };
        Assert.AreEqual(told, told.Of(s_leftSuperiorAnterior));
        // Also within others.
        Assert.AreEqual(
            new AugmentationSequence(new RandomAugmentation(0.5, flip with { Affine = s_leftSuperiorAnterior }), new GaussianNoise()),
            new AugmentationSequence(new RandomAugmentation(0.5, flip), new GaussianNoise()).Of(s_leftSuperiorAnterior));
    }

    [TestMethod]
    public void Apply_AxisOfTheBodyInAnUnknownPlace_IsRefused()
    {
        using var batch = Batch.Random([2, 1, 3, 4, 5]);
        using var random = Batch.Source(2);
        const string Message = "RandomFlip3d needs to know where the voxels lie, for Axes = LeftRight, but neither the column nor Affine "
            + "says it; load the volumes by LoadVolumes, or set Affine. (Parameter 'Affine')";
        var flip = new RandomFlip3d { Axes = SpatialAxes.Depth | SpatialAxes.LeftRight };
        Error.Is<ArgumentException>(Message, () => flip.Apply(batch, random));
        Error.Is<ArgumentException>(Message, () => flip.CheckInputShape([1, 3, 4, 5]));
    }

    [TestMethod]
    public void Shapes_OfTheWrongRank_Throw()
    {
        using var batch = Batch.Random([4, 1, 8, 8]);
        using var random = Batch.Source(1);
        var atApply = Assert.ThrowsExactly<ArgumentException>(() => new RandomFlip3d().Apply(batch, random));
        Assert.AreEqual(
            "RandomFlip3d needs a floating-point batch of shape (N, channels, depth, height, width), but Float32 of shape (4, 1, 8, "
            + "8) was given. (Parameter 'batch')",
            atApply.Message);
        var atCheck = Assert.ThrowsExactly<ArgumentException>(() => new RandomFlip3d().CheckInputShape([8, 8]));
        Assert.AreEqual(
            "RandomFlip3d needs rows of shape (channels, depth, height, width), but (8, 8) was given. (Parameter 'inputShape')",
            atCheck.Message);
    }

    [TestMethod]
    public void Options_Values_HaveDefaultsAndAreChecked()
    {
        Assert.AreEqual(new RandomFlip3d { Axes = SpatialAxes.Depth, Probability = 0.5, Affine = null }, new RandomFlip3d());
        OptionError.Is("Probability must be from 0 to 1, but '1.5' was given.", () => new RandomFlip3d { Probability = 1.5 });
        OptionError.Is(
            "Axes must be one or more of Depth, Height, Width, LeftRight, PosteriorAnterior and InferiorSuperior, but 'None' was given.",
            () => new RandomFlip3d { Axes = SpatialAxes.None });
        OptionError.Is(
            "Axes must be one or more of Depth, Height, Width, LeftRight, PosteriorAnterior and InferiorSuperior, but '64' was given.",
            () => new RandomFlip3d { Axes = (SpatialAxes)64 });
    }
}

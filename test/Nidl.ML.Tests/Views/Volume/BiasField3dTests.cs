using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Volume;

[TestClass]
public class BiasField3dTests
{
    [TestMethod]
    public void Multiply_GivenGrid_EqualsTorchsInterpolation()
    {
        using var scope = NewDisposeScope();
        var volumes = Batch.Random([2, 2, 9, 8, 7], ScalarType.Float64);
        var grid = Batch.Random([2, 1, 3, 2, 4], ScalarType.Float64, seed: 2);
        var field = nn.functional.interpolate(grid, size: [9, 8, 7], mode: InterpolationMode.Trilinear, align_corners: false).exp();
        Batch.AreClose(Batch.Values(volumes.mul(field)), BiasField3d.Multiply(volumes, grid), 1e-12);
    }

    [TestMethod]
    public void Apply_GridValues_AreNormalOfADrawnDeviation()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(4);
        // Two points a side: the corners of the volume have the values of the grid.
        var view = new BiasField3d { StandardDeviation = 0.3 }.Apply(ones([1500, 1, 4, 4, 4]), random);
        var corners = Batch.Values(
            view.index_select(2, tensor(new long[] { 0, 3 })).index_select(3, tensor(new long[] { 0, 3 }))
                .index_select(4, tensor(new long[] { 0, 3 })).log());
        Assert.HasCount(12000, corners);
        Assert.AreEqual(0, corners.Average(), 0.015);
        Assert.AreEqual(0.3, Batch.Deviation(corners), 0.01);
        Batch.IsBinomial(corners.Count(value => Math.Abs(value) < 0.3), 12000, 0.6827);
    }

    [TestMethod]
    public void Apply_GridShare_SetsTheNumberOfPoints()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(4);
        // A point for each voxel: neighbors are independent.
        var view = Batch.Values(new BiasField3d { GridShare = 1 }.Apply(ones([20, 1, 6, 6, 6], ScalarType.Float64), random).log());
        Assert.AreEqual(0, view.Zip(view.Skip(1), (here, next) => here * next).Average(), 5 * 0.25 / Math.Sqrt(view.Length));
        Assert.AreEqual(0.5, Batch.Deviation(view), 0.03);
    }

    [TestMethod]
    public void Apply_NoDeviation_IsTheBatchItself()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(4);
        var batch = Batch.Random([2, 1, 3, 3, 3]);
        Assert.AreSame(batch, new BiasField3d { StandardDeviation = 0 }.Apply(batch, random));
    }

    [TestMethod]
    public void Options_Values_HaveDefaultsAndAreChecked()
    {
        Assert.AreEqual(new BiasField3d { StandardDeviation = 0.5, GridShare = 0.025 }, new BiasField3d());
        OptionError.Is("GridShare must be above 0 and at most 1, but '0' was given.", () => new BiasField3d { GridShare = 0 });
        OptionError.Is(
            "StandardDeviation must be at least 0, but '(-1, 0)' was given.", () => new BiasField3d { StandardDeviation = (-1, 0) });
    }
}

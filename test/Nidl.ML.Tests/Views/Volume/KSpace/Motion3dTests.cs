using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Volume.KSpace;

[TestClass]
public class Motion3dTests
{
    private static readonly Motion3d s_still = new() { Degrees = 0, Translation = 0 };

    [TestMethod]
    public void Apply_NoMovement_ChangesNothing()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(3);
        var volumes = Batch.Random([4, 2, 6, 5, 8], ScalarType.Float64);
        Batch.AreClose(Batch.Values(volumes), (s_still with { NumberOfMovements = 3 }).Apply(volumes, random), 1e-12);
    }

    // A point that moves by a voxel: its spectrum is a phase, and so each plane's share of the pose before can be told.
    [TestMethod]
    public void Apply_OneMovement_MixesPlanesOfOneAxis()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(3);
        var point = zeros([1, 1, 8, 8, 8], ScalarType.Float64);
        point[0, 0, 4, 4, 4] = 1;
        var volumes = point.expand(300, -1, -1, -1, -1).contiguous();
        var view = (s_still with { NumberOfMovements = 1, Translation = [(1, 1), (1, 1), (1, 1)] }).Apply(volumes, random);
        var (before, after) = (Spectrum(point), Spectrum(point.roll([1, 1, 1], [2, 3, 4])));
        // Where both are equal there is nothing to tell.
        var differs = before.sub(after).abs().gt(1e-6);
        // (N, 1, 8, 8, 8)
        var share = where(differs, Spectrum(view).sub(after).div(before.sub(after)).real, full([1], double.NaN, ScalarType.Float64));
        var shares = Batch.Values(share).Chunk(512).ToArray();
        Assert.IsTrue(
            shares.All(one => one.All(value => double.IsNaN(value) || Math.Abs(value - 1) < 1e-9 || Math.Abs(value - 0.5) < 1e-9)));

        var axes = shares.Where(one => one.Any(value => value < 0.75)).Select(AxisOf).ToArray();
        for (var axis = 0; axis < 3; axis++)
            Batch.IsBinomial(axes.Count(one => one == axis), axes.Length, 1.0 / 3);
        // The moment is uniform: plane f of 8 keeps its share where the moment is nearer to the middle's other side.
        Batch.IsBinomial(axes.Length, 300, 1);
    }

    [TestMethod]
    public void Apply_TheMiddle_StaysWhereItIs()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(3);
        var volumes = Batch.Random([20, 2, 8, 7, 9], ScalarType.Float64);
        var view = new Motion3d { Translation = (-2, 2) }.Apply(volumes, random);
        Batch.AreClose(Batch.Values(volumes.mean([2, 3, 4])), view.mean([2, 3, 4]), 1e-12);
        Assert.IsTrue(Batch.Values(view.sub(volumes).abs().amax([1, 2, 3, 4])).All(change => change > 1e-3));
    }

    [TestMethod]
    public void Options_Values_HaveDefaultsAndAreChecked()
    {
        Assert.AreEqual(new Motion3d { NumberOfMovements = 2, Degrees = (-10, 10), Translation = (-10, 10) }, new Motion3d());
        OptionError.Is("NumberOfMovements must be at least 1, but '0' was given.", () => new Motion3d { NumberOfMovements = 0 });
        OptionError.Is("Degrees must be from -180 to 180, but '(-200, 10)' was given.", () => new Motion3d { Degrees = (-200, 10) });
    }

    private static Tensor Spectrum(Tensor volumes) => fft.fftn(volumes, dim: [2, 3, 4]);

    // The axis along which planes have one share each, the middle plane 1.
    private static int AxisOf(double[] share)
    {
        int[] steps = [64, 8, 1];
        var axis = Array.FindIndex(
            steps, step => Enumerable.Range(0, 512).Where(i => !double.IsNaN(share[i])).GroupBy(i => i / step % 8).All(plane =>
            plane.Select(i => Math.Round(share[i], 6)).Distinct().Count() == 1
                && (plane.Key != 0 || Math.Round(share[plane.First()], 6) == 1)));
        Assert.IsGreaterThanOrEqualTo(0, axis);
        return axis;
    }
}

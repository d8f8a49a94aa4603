using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Volume;

[TestClass]
public class RandomAffine3dTests
{
    [TestMethod]
    [DataRow(0.0)]
    [DataRow(-2.5)]
    public void Move_AnyTurnScaleAndShift_EqualsTrilinearLoop(double fill)
    {
        using var scope = NewDisposeScope();
        long[] shape = [2, 2, 5, 6, 4];
        double[][] angles = [[0.4, -0.2, 1.1], [-0.7, 0.3, 0.1]], scales = [[1.2, 0.8, 1], [1, 1.5, 0.9]],
        shifts = [[0.5, -1, 0.3], [0, 0.2, -0.7]];
        var volumes = Batch.Random(shape, ScalarType.Float64);
        var voxel = Batch.VolumeReader(volumes);
        var expected = Batch.Fill(shape, (n, c, d, h, w) =>
        {
            double[] at = [d - 2.0 - shifts[n][0], h - 2.5 - shifts[n][1], w - 1.5 - shifts[n][2]];
            Turn(at, angles[n][0], 1, 2);
            Turn(at, angles[n][1], 0, 2);
            Turn(at, angles[n][2], 0, 1);
            return Sample(
                (i, j, k) => i is >= 0 and < 5 && j is >= 0 and < 6 && k is >= 0 and < 4 ? voxel(n, c, i, j, k) : fill,
                at[0] / scales[n][0] + 2, at[1] / scales[n][1] + 2.5, at[2] / scales[n][2] + 1.5);
        });
        var turns = RandomAffine3d.Turn(Of(angles));
        Batch.AreClose(expected, RandomAffine3d.Move(volumes, turns, Of(scales), Of(shifts), fill), 1e-11);

        static Tensor Of(double[][] values) => Batch.OfDoubles([.. values.SelectMany(row => row)], 2, 3);

        static void Turn(double[] at, double angle, int first, int second)
        {
            var (sine, cosine) = Math.SinCos(angle);
            (at[first], at[second]) = (cosine * at[first] + sine * at[second], cosine * at[second] - sine * at[first]);
        }
    }

    [TestMethod]
    public void Move_WholeVoxels_ShiftsThem()
    {
        using var scope = NewDisposeScope();
        long[] shape = [1, 1, 4, 5, 6];
        var volumes = Batch.Random(shape);
        var voxel = Batch.VolumeReader(volumes);
        var expected = Batch.Fill(shape, (n, c, d, h, w) => d >= 1 && h < 3 ? voxel(n, c, d - 1, h + 2, w) : 0);
        var still = eye(3, 3, ScalarType.Float64).unsqueeze(0);
        Batch.AreClose(expected, RandomAffine3d.Move(volumes, still, ones(1, 3), Batch.Of([1, -2, 0], 1, 3), 0), 1e-5);
    }

    [TestMethod]
    public void Move_QuarterTurn_EqualsRot90()
    {
        using var scope = NewDisposeScope();
        var volumes = Batch.Random([1, 2, 4, 5, 5], ScalarType.Float64);
        var turn = RandomAffine3d.Turn(Batch.OfDoubles([Math.PI / 2, 0, 0], 1, 3));
        var turned = RandomAffine3d.Move(volumes, turn, ones(1, 3), zeros(1, 3), 0);
        Batch.AreClose(Batch.Values(rot90(volumes, 1, (3, 4))), turned, 1e-11);
    }

    [TestMethod]
    public void Apply_EachAxis_HasUniformDrawsOfItsOwn()
    {
        // A ramp along one axis shows the row of the matrix that belongs to it, in its values about the center.
        using var scope = NewDisposeScope();
        using var random = Batch.Source(6);
        var ramp = arange(-2, 3, ScalarType.Float64).view(1, 1, 5, 1, 1).expand(3000, 1, 5, 5, 5).contiguous();
        var view = new RandomAffine3d { Degrees = 0, Scale = [(0.8, 1.25), 1, 1], Translation = [(-0.5, 0.5), 0, 0] }.Apply(ramp, random);
        var center = Batch.Values(view[TensorIndex.Colon, 0, 2, 2, 2]);
        var slope = Batch.Values(view[TensorIndex.Colon, 0, 3, 2, 2]).Zip(center, (next, here) => 1 / (next - here)).ToArray();
        Batch.AreUniform(slope, 0.8, 1.25, slack: 1e-4);
        Batch.AreUniform(center.Zip(slope, (value, scale) => -value * scale).ToArray(), -0.5, 0.5, slack: 1e-4);
    }

    [TestMethod]
    public void Options_Values_HaveDefaultsAndAreChecked()
    {
        Assert.AreEqual(
            new RandomAffine3d { Degrees = (-10, 10), Scale = (0.9, 1.1), Translation = 0, FillValue = 0 }, new RandomAffine3d());
        OptionError.Is("Degrees must be from -180 to 180, but '(-200, 0)' was given.", () => new RandomAffine3d { Degrees = (-200, 0) });
        OptionError.Is("Scale must be positive, but '(0, 1)' was given.", () => new RandomAffine3d { Scale = (0, 1) });
        OptionError.Is("FillValue must be finite, but 'NaN' was given.", () => new RandomAffine3d { FillValue = double.NaN });
    }

    private static double Sample(Func<int, int, int, double> voxel, double z, double y, double x)
    {
        var (i, j, k) = ((int)Math.Floor(z), (int)Math.Floor(y), (int)Math.Floor(x));
        double Line(int a, int b) => (1 - (x - k)) * voxel(a, b, k) + (x - k) * voxel(a, b, k + 1);
        double Plane(int a) => (1 - (y - j)) * Line(a, j) + (y - j) * Line(a, j + 1);
        return (1 - (z - i)) * Plane(i) + (z - i) * Plane(i + 1);
    }
}

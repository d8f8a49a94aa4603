using Nidl.ML.Tests.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Volume;

[TestClass]
public class GaussianBlur3dTests
{
    [TestMethod]
    public void Blur_GoldenVolumes_EqualsTheReference()
    {
        using var scope = NewDisposeScope();
        foreach (var one in GoldenTransform.Cases("GaussianBlur"))
        {
            var sigma = one.Params.Sigma!.Value;
            Batch.AreClose(one.Output, GaussianBlur3d.Blur(one.Batch(), full([1, 3], sigma, ScalarType.Float64), sigma), one.Tolerance);
        }
    }

    // Figures of SciPy, from the reference's specification.
    [TestMethod]
    public void Blur_SigmaOfEachAxis_EqualsSciPy()
    {
        using var scope = NewDisposeScope();
        var volume = arange(27, ScalarType.Float64).pow(1.5).view(1, 1, 3, 3, 3);
        var blurred = Batch.Values(GaussianBlur3d.Blur(volume, Batch.OfDoubles([0.5, 1, 1.5], 1, 3), 1.5));
        Assert.AreEqual(7.345536716152632, blurred[0], 1e-9);
        Assert.AreEqual(49.405592870932495, blurred[13], 1e-9);
        Assert.AreEqual(111.69317196313813, blurred[26], 1e-9);
    }

    [TestMethod]
    [DataRow(ScalarType.Float32, 3e-6)]
    [DataRow(ScalarType.Float64, 1e-12)]
    public void Blur_GivenSigmas_EqualsLoops(ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        long[] shape = [2, 2, 5, 3, 4];
        double[] sigma = [0.3, 2, 0, 1, 0.7, 1.2];
        var volumes = Batch.Random(shape, type);
        var voxel = Batch.VolumeReader(volumes);
        var expected = Batch.Fill(shape, (n, c, d, h, w) =>
            Average(
                d, 5, sigma[3 * n], i => Average(h, 3, sigma[3 * n + 1], j => Average(w, 4, sigma[3 * n + 2], k => voxel(n, c, i, j, k)))));
        Batch.AreClose(expected, GaussianBlur3d.Blur(volumes, Batch.OfDoubles(sigma, 2, 3), 2), tolerance);

        static double Average(int at, int size, double s, Func<int, double> value)
        {
            var r = (int)(4 * s + 0.5);
            var offsets = Enumerable.Range(-r, 2 * r + 1).ToArray();
            var weights = offsets.Select(k => s == 0 ? 1 : Math.Exp(-k * k / (2 * s * s))).ToArray();
            return offsets.Select((k, i) => weights[i] * value(Mirrored(at + k, size))).Sum() / weights.Sum();
        }

        static int Mirrored(int i, int size) => i < 0 ? Mirrored(-1 - i, size) : i >= size ? Mirrored(2 * size - 1 - i, size) : i;
    }

    [TestMethod]
    public void Apply_OneRange_SharesOneDrawBetweenTheAxes()
    {
        var sigmas = DrawnSigmas(new GaussianBlur3d { Sigma = (0.8, 1.2) });
        Batch.AreUniform(sigmas.Select(sigma => sigma[0]).ToArray(), 0.8, 1.2, slack: 1e-3);
        Assert.IsTrue(sigmas.All(sigma => Math.Abs(sigma[0] - sigma[1]) < 1e-3 && Math.Abs(sigma[0] - sigma[2]) < 1e-3));
    }

    [TestMethod]
    public void Apply_RangeOfEachAxis_DrawsThree()
    {
        var sigmas = DrawnSigmas(new GaussianBlur3d { Sigma = [(0.8, 1), (1, 1.2), 0.9] });
        Batch.AreUniform(sigmas.Select(sigma => sigma[0]).ToArray(), 0.8, 1, slack: 1e-3);
        Batch.AreUniform(sigmas.Select(sigma => sigma[1]).ToArray(), 1, 1.2, slack: 1e-3);
        Assert.IsTrue(sigmas.All(sigma => Math.Abs(sigma[2] - 0.9) < 1e-3));
        var (first, second) = (sigmas.Average(sigma => sigma[0]), sigmas.Average(sigma => sigma[1]));
        var correlation = sigmas.Average(sigma => (sigma[0] - first) * (sigma[1] - second)) / (0.2 * 0.2 / 12);
        Assert.AreEqual(0, correlation, 5 / Math.Sqrt(sigmas.Length));
    }

    [TestMethod]
    public void Apply_Affine_TakesSigmaInMillimeters()
    {
        var sigmas = DrawnSigmas(new GaussianBlur3d { Sigma = 2, Affine = VolumeAffine.OfVoxelSize(2, 2.5, 1.6) });
        Assert.IsTrue(
            sigmas.All(sigma => Math.Abs(sigma[0] - 1) < 1e-3 && Math.Abs(sigma[1] - 0.8) < 1e-3 && Math.Abs(sigma[2] - 1.25) < 1e-3));
    }

    [TestMethod]
    public void Options_Values_HaveDefaultsAndAreChecked()
    {
        Assert.AreEqual(new GaussianBlur3d { Sigma = (0, 2), Affine = null }, new GaussianBlur3d());
        OptionError.Is("Sigma must be at least 0, but '(-1, 1)' was given.", () => new GaussianBlur3d { Sigma = (-1, 1) });
    }

    // The ratio of two neighboring weights about a point is exp(1 / (2 sigma^2)).
    private static double[][] DrawnSigmas(GaussianBlur3d blur)
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(8);
        var point = zeros([1, 1, 17, 17, 17]);
        point[0, 0, 8, 8, 8] = 1;
        var view = blur.Apply(point.expand(600, -1, -1, -1, -1).contiguous(), random);
        var middle = Batch.Values(view[TensorIndex.Colon, 0, 8, 8, 8]);
        double[][] beside = [
            Batch.Values(view[TensorIndex.Colon, 0, 9, 8, 8]), Batch.Values(view[TensorIndex.Colon, 0, 8, 9, 8]),
            Batch.Values(view[TensorIndex.Colon, 0, 8, 8, 9])];
        return [.. middle.Select((value, n) => beside.Select(axis => Math.Sqrt(0.5 / Math.Log(value / axis[n]))).ToArray())];
    }
}

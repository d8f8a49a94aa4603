using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Image;

[TestClass]
public class GaussianBlur2dTests
{
    [TestMethod]
    [DataRow(ScalarType.Float32, 2e-6)]
    [DataRow(ScalarType.Float64, 1e-12)]
    public void Blur_GivenSigma_EqualsLoops(ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        long[] shape = [3, 2, 9, 4];
        double[] sigma = [0.1, 0.8, 2];
        var images = Batch.Random(shape, type);
        var pixel = Batch.Reader(images);
        var expected = Batch.Fill(
            shape, (n, c, h, w) => Average(h, 9, sigma[n], row => Average(w, 4, sigma[n], column => pixel(n, c, row, column))));
        Batch.AreClose(expected, GaussianBlur2d.Blur(images, Batch.OfDoubles(sigma, 3, 1), 2), tolerance);

        double Average(int at, int size, double s, Func<int, double> value)
        {
            var r = (int)(4 * s + 0.5);
            var offsets = Enumerable.Range(-r, 2 * r + 1).ToArray();
            var weights = offsets.Select(k => Math.Exp(-k * k / (2 * s * s))).ToArray();
            return offsets.Select((k, i) => weights[i] * value(Mirrored(at + k, size))).Sum() / weights.Sum();
        }
    }

    [TestMethod]
    public void Apply_SigmaIsUniform_WithRadiusOfFourSigma()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(8);
        var point = zeros(1, 1, 1, 41);
        point[0, 0, 0, 20] = 1;
        var views = Batch.Values(new GaussianBlur2d { Sigma = (1, 1.5) }.Apply(point.repeat(5000, 1, 1, 1), random)).Chunk(41).ToArray();
        // The ratio of two neighboring weights is exp(1 / (2 sigma^2)).
        Batch.AreUniform(views.Select(view => Math.Sqrt(0.5 / Math.Log(view[20] / view[21]))).ToArray(), 1, 1.5, slack: 1e-4);
        Assert.IsTrue(views.All(view => view[13] == 0 && view[27] == 0) && views.Any(view => view[14] > 0 && view[26] > 0));
    }

    [TestMethod]
    public void Apply_ConstantImage_StaysConstant()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(8);
        var view = new GaussianBlur2d().Apply(full([5, 1, 6, 7], 0.75f), random);
        Batch.AreClose(Enumerable.Repeat(0.75, 210).ToArray(), view, 1e-6);
    }

    [TestMethod]
    public void Apply_OnePixel_StaysAsItIs()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(8);
        var batch = Batch.Random([3, 2, 1, 1]);
        Batch.AreClose(Batch.Values(batch), new GaussianBlur2d().Apply(batch, random), 1e-6);
    }

    [TestMethod]
    public void Options_Values_HaveDefaultsAndAreChecked()
    {
        Assert.AreEqual(new Interval(0.1, 2), new GaussianBlur2d().Sigma);
        OptionError.Is("Sigma must be positive, but '(0, 1)' was given.", () => new GaussianBlur2d { Sigma = (0, 1) });
    }

    private static int Mirrored(int i, int size) => i < 0 ? Mirrored(-i, size) : i >= size ? Mirrored(2 * (size - 1) - i, size) : i;
}

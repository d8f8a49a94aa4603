using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Image;

[TestClass]
public class RandomRotation2dTests
{
    [TestMethod]
    public void Rotate_QuarterTurns_MovesWholePixels()
    {
        using var scope = NewDisposeScope();
        long[] shape = [3, 2, 5, 5];
        var images = Batch.Random(shape, ScalarType.Float64);
        var pixel = Batch.Reader(images);
        // Counter-clockwise by 90 degrees: the right column becomes the top row.
        var expected = Batch.Fill(
            shape, (n, c, h, w) => n switch { 0 => pixel(n, c, h, w), 1 => pixel(n, c, w, 4 - h), _ => pixel(n, c, 4 - h, 4 - w) });
        var angles = Batch.OfDoubles([0, Math.PI / 2, Math.PI], 3);
        Batch.AreClose(expected, RandomRotation2d.Rotate(images, angles, 0), 1e-12);
    }

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(-2.5)]
    public void Rotate_AnyAngle_EqualsBilinearLoop(double fill)
    {
        using var scope = NewDisposeScope();
        long[] shape = [2, 2, 6, 9];
        double[] angles = [0.4, -1.1];
        var images = Batch.Random(shape, ScalarType.Float64);
        var pixel = Batch.Reader(images);
        var expected = Batch.Fill(shape, (n, c, h, w) =>
        {
            var (x, y) = (w - 4.0, h - 2.5);
            var (sine, cosine) = Math.SinCos(angles[n]);
            return Sample(
                (row, column) => row is >= 0 and < 6 && column is >= 0 and < 9 ? pixel(n, c, row, column) : fill,
                sine * x + cosine * y + 2.5, cosine * x - sine * y + 4);
        });
        Batch.AreClose(expected, RandomRotation2d.Rotate(images, Batch.OfDoubles(angles, 2), fill), 1e-11);
    }

    [TestMethod]
    public void Apply_Always_AngleIsUniform()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(6);
        // A horizontal ramp x turns into cos(a) x - sin(a) y: at x = 0, y = -1, above the center, stands sin(a).
        var ramp = Batch.OfDoubles([-2, -1, 0, 1, 2], 1, 1, 1, 5).repeat(10000, 1, 5, 1);
        var view = new RandomRotation2d { Degrees = 30 }.Apply(ramp, random);
        var angles = Batch.Values(view.narrow(2, 1, 1).narrow(3, 2, 1)).Select(sine => Math.Asin(sine) * 180 / Math.PI).ToArray();
        Batch.AreUniform(angles, -30, 30, slack: 1e-3);
    }

    [TestMethod]
    public void Apply_FillValue_StandsOutside()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(6);
        var view = new RandomRotation2d { Degrees = 90, FillValue = -7 }.Apply(Batch.Random([20, 1, 8, 8]), random);
        Assert.AreEqual(-7, Batch.Values(view).Min(), 1e-5);
    }

    [TestMethod]
    public void Options_Values_HaveDefaultsAndAreChecked()
    {
        Assert.AreEqual(new RandomRotation2d { Degrees = 15, FillValue = 0 }, new RandomRotation2d());
        OptionError.Is("Degrees must be from 0 to 180, but '200' was given.", () => new RandomRotation2d { Degrees = 200 });
        OptionError.Is("FillValue must be finite, but 'NaN' was given.", () => new RandomRotation2d { FillValue = double.NaN });
    }

    private static double Sample(Func<int, int, double> pixel, double y, double x)
    {
        var (top, left) = ((int)Math.Floor(y), (int)Math.Floor(x));
        var (down, right) = (y - top, x - left);
        double Row(int row) => (1 - right) * pixel(row, left) + right * pixel(row, left + 1);
        return (1 - down) * Row(top) + down * Row(top + 1);
    }
}

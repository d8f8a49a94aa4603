using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Volume.KSpace;

[TestClass]
public class Ghosting3dTests
{
    // Where the number of copies divides the axis: x - s (mean of the shifted copies - mean along the axis).
    [TestMethod]
    public void Apply_CopiesThatDivideTheAxis_EqualsShiftedCopies()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(3);
        var volume = Batch.Random([1, 2, 8, 8, 8], ScalarType.Float64);
        var view = new Ghosting3d { NumberOfGhosts = 4, Intensity = 0.5 }.Apply(volume.expand(300, -1, -1, -1, -1).contiguous(), random);
        var expected = Enumerable.Range(2, 3).Select(axis =>
        {
            var copies = Enumerable.Range(0, 4).Select(m => volume.roll(2 * m, axis)).Aggregate((sum, copy) => sum.add(copy)).div(4);
            return volume.sub(copies.sub(volume.mean([axis], keepdim: true)).mul(0.5));
        });
        AreOneOf(expected, view);
    }

    [TestMethod]
    public void Apply_AnySize_WeakensPlanesOfTheWholeSpectrum()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(3);
        long[] sizes = [9, 10, 7];
        var volume = Batch.Random([1, 1, .. sizes], ScalarType.Float64);
        var view = new Ghosting3d { NumberOfGhosts = 3, Intensity = 1 }.Apply(volume.expand(60, -1, -1, -1, -1).contiguous(), random);
        var expected = Enumerable.Range(0, 3).Select(axis =>
        {
            var frequencies = Batch.Values(fft.fftfreq(sizes[axis], 1.0 / sizes[axis]));
            long[] shape = [1, 1, 1, 1, 1];
            shape[axis + 2] = sizes[axis];
            var mask = Batch.OfDoubles([.. frequencies.Select(f => f != 0 && Math.Round(f) % 3 == 0 ? 0 : 1.0)], shape);
            return fft.ifftn(fft.fftn(volume, dim: [2, 3, 4]).mul(mask), dim: [2, 3, 4]).real;
        });
        AreOneOf(expected, view);
    }

    [TestMethod]
    public void Apply_NumberAndIntensity_AreUniform()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(3);
        // A line of equal values but for the first: copy m of g stands at 24 m / g, with -s / g of what it stands for.
        var volume = zeros([1, 1, 24, 24, 24], ScalarType.Float64);
        volume[0, 0, 0, 0, 0] = 1;
        var views = Batch.Values(
            new Ghosting3d { NumberOfGhosts = (2, 4), Intensity = (0.2, 0.8) }.Apply(
                volume.expand(400, -1, -1, -1, -1).contiguous(), random));
        var drawn = views.Chunk(24 * 24 * 24).Select(view =>
        {
            // Of the three lines through the point only the chosen one changes.
            var line = new[] { 24 * 24, 24, 1 }.Select(step => Enumerable.Range(0, 24).Select(i => view[i * step]).ToArray())
                .MaxBy(values => values.Skip(1).Sum(Math.Abs))!;
            var copies = line.Count(value => value < -1e-9);
            return (Ghosts: copies + 1, Intensity: (line[1] - line[24 / (copies + 1)]) * (copies + 1));
        }).ToArray();
        Assert.IsTrue(drawn.All(one => one.Ghosts is 2 or 3 or 4));
        Batch.IsBinomial(drawn.Count(one => one.Ghosts == 3), 400, 1.0 / 3);
        Batch.AreUniform(drawn.Select(one => one.Intensity).ToArray(), 0.2, 0.8, slack: 1e-6);
    }

    [TestMethod]
    public void Options_Values_HaveDefaultsAndAreChecked()
    {
        Assert.AreEqual(new Ghosting3d { NumberOfGhosts = (4, 10), Intensity = (0.5, 1) }, new Ghosting3d());
        OptionError.Is(
            "NumberOfGhosts must be whole numbers of at least 2, but '(1, 4)' was given.",
            () => new Ghosting3d { NumberOfGhosts = (1, 4) });
        OptionError.Is(
            "NumberOfGhosts must be whole numbers of at least 2, but '(2, 2.5)' was given.",
            () => new Ghosting3d { NumberOfGhosts = (2, 2.5) });
        OptionError.Is("Intensity must be from 0 to 1, but '(0, 2)' was given.", () => new Ghosting3d { Intensity = (0, 2) });
    }

    // Each view is the expectation for one of the axes, each axis as likely.
    private static void AreOneOf(IEnumerable<Tensor> expected, Tensor views)
    {
        var values = expected.Select(Batch.Values).ToArray();
        var axes = Batch.Values(views).Chunk(values[0].Length).Select(view =>
            Array.FindIndex(values, one => one.Zip(view, (a, b) => Math.Abs(a - b)).Max() < 1e-12)).ToArray();
        for (var axis = 0; axis < 3; axis++)
            Batch.IsBinomial(axes.Count(one => one == axis), axes.Length, 1.0 / 3);
        Assert.DoesNotContain(-1, axes);
    }
}

using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Volume;

/// <summary>The augmentations that take boxes of a volume: resized crop, crop, erasing, cutout.</summary>
[TestClass]
public class RandomBoxes3dTests
{
    [TestMethod]
    public void Enlarge_GivenBoxes_EqualsTrilinearLoop()
    {
        using var scope = NewDisposeScope();
        long[] shape = [2, 2, 5, 4, 6];
        double[][] starts = [[0, 0, 0], [1, 2, 3]], sizes = [[5, 4, 6], [3, 1, 2]];
        var volumes = Batch.Random(shape, ScalarType.Float64);
        var voxel = Batch.VolumeReader(volumes);
        var expected = Batch.Fill(shape, (n, c, d, h, w) => Sample(
            (i, j, k) => voxel(n, c, i, j, k), Source(n, 0, d), Source(n, 1, h), Source(n, 2, w)));
        Batch.AreClose(expected, Of(starts, sizes).Enlarge(volumes), 1e-12);

        double Source(int n, int axis, int place) =>
            starts[n][axis] + Math.Clamp((place + 0.5) * sizes[n][axis] / shape[axis + 2] - 0.5, 0, sizes[n][axis] - 1);
    }

    [TestMethod]
    public void Crop_Small_PutsTheBoxIntoTheMiddle()
    {
        using var scope = NewDisposeScope();
        long[] shape = [2, 1, 5, 4, 6];
        double[][] starts = [[0, 0, 0], [2, 1, 3]], sizes = [[3, 3, 3], [3, 3, 3]];
        var volumes = Batch.Random(shape);
        var voxel = Batch.VolumeReader(volumes);
        // In the middle: from 1, 0 and 1 on.
        var expected = Batch.Fill(shape, (n, c, d, h, w) => d is >= 1 and < 4 && h < 3 && w is >= 1 and < 4
            ? voxel(n, c, d - 1 + (int)starts[n][0], h + (int)starts[n][1], w - 1 + (int)starts[n][2])
            : 0);
        Batch.AreClose(expected, RandomCrop3d.Crop(volumes, Of(starts, sizes), enlarges: false), 0);
    }

    // The reference's figures for its defaults: the share that is kept, and its quantiles.
    [TestMethod]
    public void ResizedCrop_Defaults_KeepTheReferencesShares()
    {
        var shares = DrawBoxes(new RandomResizedCrop3d(), 4000, 64, 64, 64)
            .Select(box => box.Size[0] * box.Size[1] * box.Size[2] / (64.0 * 64 * 64)).Order().ToArray();
        Assert.AreEqual(0.393, shares.Average(), 0.015);
        Assert.AreEqual(0.108, shares[200], 0.012);
        Assert.AreEqual(0.379, shares[2000], 0.02);
        Assert.AreEqual(0.737, shares[3800], 0.02);
    }

    [TestMethod]
    public void ResizedCrop_Boxes_AreWholeVoxelsInsideAtUniformPlaces()
    {
        var boxes = DrawBoxes(new RandomResizedCrop3d { Scale = (0.02, 0.1), Ratio = (0.8, 1.25) }, 3000, 50, 60, 70);
        Assert.IsTrue(boxes.All(box => box.Size.All(side => side >= 1 && double.IsInteger(side)) && box.Start.All(double.IsInteger)));
        double[] sides = [50, 60, 70];
        for (var axis = 0; axis < 3; axis++)
            Batch.AreUniform(boxes.Select(box => (box.Start[axis] + 0.5) / (sides[axis] + 1 - box.Size[axis])).ToArray(), 0, 1);
        Batch.AreUniform(boxes.Select(box => box.Size[0] * box.Size[1] * box.Size[2] / 210000).ToArray(), 0.02, 0.1, slack: 0.006);
        // Two logarithms differ by twice their deviation squared; three numbers have a mean of 0.
        var deviation = Math.Log(1.25 / 0.8) / Math.Sqrt(12);
        Assert.AreEqual(
            Math.Sqrt(2) * deviation, Batch.Deviation(boxes.Select(box => Math.Log(box.Size[0] / box.Size[1])).ToArray()), 0.006);
    }

    [TestMethod]
    public void ResizedCrop_NoBoxFits_TakesACubeOrAll()
    {
        // A cube of the share 0.9 has a side of 9.65 voxels of 10, and the longest of three sides is 1.3 times that.
        var cubes = DrawBoxes(new RandomResizedCrop3d { Scale = 0.9, Ratio = (1, 1.0000001) }, 20, 10, 10, 10);
        Assert.IsTrue(cubes.All(box => box.Size.All(side => side == 10)));
        var all = DrawBoxes(new RandomResizedCrop3d { Scale = 1, Ratio = 1 }, 20, 20, 10, 5);
        Assert.IsTrue(all.All(box => box.Size.SequenceEqual([20, 10, 5]) && box.Start.All(start => start == 0)));
    }

    [TestMethod]
    public void Cutout_Default_CutsAQuarterOfEachSideAnywhere()
    {
        var cut = Erased(new RandomCutout3d(), 2000, 1, 8, 9, 10);
        Assert.IsTrue(cut.All(box => box.Size.SequenceEqual([2, 3, 3])));
        double[] sides = [8, 9, 10];
        for (var axis = 0; axis < 3; axis++)
        {
            var places = sides[axis] + 1 - cut[0].Size[axis];
            for (var place = 0; place < places; place++)
                Batch.IsBinomial(cut.Count(box => box.Start[axis] == place), 2000, 1 / places);
        }
    }

    [TestMethod]
    public void Cutout_ProbabilityAndBoxSize_AreThoseOfTheOptions()
    {
        var cut = Erased(new RandomCutout3d { BoxSize = [4, 20, 5], Probability = 0.3 }, 2000, 1, 8, 9, 10);
        Batch.IsBinomial(cut.Count(box => box.Size[0] > 0), 2000, 0.3);
        Assert.IsTrue(cut.Where(box => box.Size[0] > 0).All(box => box.Size.SequenceEqual([4, 9, 5])));
    }

    [TestMethod]
    public void Erasing_ABoxOfTheValue_InAllChannels()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(9);
        var erased = Batch.Values(new RandomErasing3d { Probability = 0.3, Value = -2 }.Apply(ones([2000, 2, 6, 6, 6]), random)).Chunk(432)
            .ToArray();
        Batch.IsBinomial(erased.Count(volume => volume.Contains(-2)), 2000, 0.3);
        Assert.IsTrue(erased.All(volume => volume.All(value => value is -2 or 1) && volume.Take(216).SequenceEqual(volume.Skip(216))));
    }

    [TestMethod]
    public void Erasing_Share_IsThatOfTheOptions()
    {
        var erased = Erased(new RandomErasing3d { Scale = 0.125, Ratio = 1 }, 50, 1, 8, 8, 8);
        Assert.IsTrue(erased.All(box => box.Size.SequenceEqual([4, 4, 4])));
        Assert.IsTrue(
            Erased(new RandomErasing3d { Scale = 1, Ratio = (2, 2.5) }, 20, 1, 8, 4, 4).All(box => box.Size.All(side => side == 0)));
    }

    [TestMethod]
    public void Erasing_Mean_KeepsTheMeanOfTheBox()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(9);
        var volumes = Batch.Random([20, 2, 8, 8, 8], ScalarType.Float64);
        var view = new RandomErasing3d { Value = ErasingValue.Mean }.Apply(volumes, random);
        Batch.AreClose(Batch.Values(volumes.mean([1, 2, 3, 4])), view.mean([1, 2, 3, 4]), 1e-12);
        foreach (var (before, after) in Batch.Values(volumes).Chunk(1024).Zip(Batch.Values(view).Chunk(1024)))
            Assert.AreEqual(1, after.Where((value, i) => value != before[i]).Distinct().Count());
    }

    [TestMethod]
    public void Erasing_Noise_IsNormal()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(9);
        var view = new RandomErasing3d { Scale = 0.125, Ratio = 1, Value = ErasingValue.Noise }.Apply(
            full([40, 1, 16, 16, 16], 100f), random);
        var values = Batch.Values(view).Where(value => value < 50).ToArray();
        Assert.HasCount(40 * 512, values);
        Assert.AreEqual(0, values.Average(), 0.04);
        Assert.AreEqual(1, Batch.Deviation(values), 0.03);
    }

    [TestMethod]
    public void Erasing_SeveralBoxes_AreDrawnEachOnItsOwn()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(9);
        var view = new RandomErasing3d { Scale = 0.125, Ratio = 1, NumberOfBoxes = 3 }.Apply(ones([200, 1, 8, 8, 8]), random);
        var erased = Batch.Values(view).Chunk(512).Select(volume => volume.Count(value => value == 0)).ToArray();
        Assert.IsTrue(erased.All(count => count is >= 64 and <= 192) && erased.Any(count => count > 128));
    }

    [TestMethod]
    public void Options_Values_HaveDefaultsAndAreChecked()
    {
        Assert.AreEqual(new RandomResizedCrop3d { Scale = (0.08, 1), Ratio = (0.75, 1.33) }, new RandomResizedCrop3d());
        Assert.AreEqual(
            new RandomErasing3d { Probability = 1, Scale = (0.02, 0.33), Ratio = (1, 3), NumberOfBoxes = 1, Value = 0 },
            new RandomErasing3d());
        Assert.AreEqual(new RandomCutout3d { BoxSize = null, Probability = 1, Value = 0 }, new RandomCutout3d());
        Assert.AreEqual(new RandomCrop3d { BoxSize = null, Enlarges = true }, new RandomCrop3d());
        OptionError.Is("Scale must be above 0 and at most 1, but '(0, 1)' was given.", () => new RandomResizedCrop3d { Scale = (0, 1) });
        OptionError.Is(
            "BoxSize must be one length for all axes or three, but '[2, 3]' was given.", () => new RandomCutout3d { BoxSize = [2, 3] });
        OptionError.Is("Value must be finite, but 'Infinity' was given.", () => new RandomCutout3d { Value = double.PositiveInfinity });
        OptionError.Is("NumberOfBoxes must be at least 1, but '0' was given.", () => new RandomErasing3d { NumberOfBoxes = 0 });
    }

    private static Boxes Of(double[][] starts, double[][] sizes) =>
        new(Batch.OfDoubles([.. starts.SelectMany(row => row)], starts.Length, 3),
            Batch.OfDoubles([.. sizes.SelectMany(row => row)], sizes.Length, 3));

    private static (double[] Start, double[] Size)[] DrawBoxes(RandomResizedCrop3d crop, long count, long depth, long height, long width)
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(11);
        var boxes = crop.DrawBoxes(zeros([1, 1, depth, height, width]).expand(count, -1, -1, -1, -1), random);
        return [.. Batch.Values(boxes.Start).Chunk(3).Zip(Batch.Values(boxes.Size).Chunk(3))];
    }

    // The boxes of zeros that an augmentation writes into volumes of ones.
    private static (int[] Start, int[] Size)[] Erased(Augmentation erasing, params long[] shape)
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(9);
        var (height, width) = ((int)shape[3], (int)shape[4]);
        var size = (int)shape[2] * height * width;
        return [.. Batch.Values(erasing.Apply(ones(shape), random)).Chunk(size).Select(Box)];

        (int[] Start, int[] Size) Box(double[] volume)
        {
            int[][] places = [
                .. Enumerable.Range(0, size).Where(i => volume[i] == 0)
                .Select(i => new[] { i / (height * width), i / width % height, i % width })];
            int[] start = [.. Enumerable.Range(0, 3).Select(axis => places.Select(place => place[axis]).DefaultIfEmpty().Min())];
            int[] sides = [
                .. Enumerable.Range(0, 3).Select(axis => places.Select(place => place[axis] + 1 - start[axis]).DefaultIfEmpty().Max())];
            Assert.AreEqual(sides[0] * sides[1] * sides[2], places.Length);
            return (start, sides);
        }
    }

    private static double Sample(Func<int, int, int, double> voxel, double z, double y, double x)
    {
        var (i, j, k) = ((int)z, (int)y, (int)x);
        double Line(int a, int b) => x == k ? voxel(a, b, k) : (1 - (x - k)) * voxel(a, b, k) + (x - k) * voxel(a, b, k + 1);
        double Plane(int a) => y == j ? Line(a, j) : (1 - (y - j)) * Line(a, j) + (y - j) * Line(a, j + 1);
        return z == i ? Plane(i) : (1 - (z - i)) * Plane(i) + (z - i) * Plane(i + 1);
    }
}

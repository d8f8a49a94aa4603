using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Volume.Preprocessing;

[TestClass]
public class IntensityPreprocessingTests
{
    [TestMethod]
    public void ZNormalization_EachChannelOfEachSample_HasMeanZeroAndDeviationOne()
    {
        using var scope = NewDisposeScope();
        var volumes = Batch.Random([3, 2, 4, 5, 6], ScalarType.Float64).mul(Batch.OfDoubles([1, 10, 100, 0.1, 5, 1000], 3, 2, 1, 1, 1))
            .add(7);
        foreach (var channel in Batch.Values(new ZNormalization().Apply(volumes)).Chunk(120))
        {
            Assert.AreEqual(0, channel.Average(), 1e-9);
            Assert.AreEqual(1, Batch.Deviation(channel), 1e-6);
        }
    }

    [TestMethod]
    public void ZNormalization_ConstantChannel_BecomesZero()
    {
        using var scope = NewDisposeScope();
        Batch.AreClose(new double[8], new ZNormalization().Apply(full([1, 1, 2, 2, 2], 3.0)), 0);
    }

    [TestMethod]
    public void ZNormalization_Mask_TakesStatisticsOfTheMaskedVoxelsAlone()
    {
        using var scope = NewDisposeScope();
        var volume = Batch.OfDoubles([-5, 1, 3, 0, 5, -1, 0, 7], 1, 1, 2, 2, 2);
        // Above 0: 1, 3, 5, 7, of mean 4 and deviation sqrt(5).
        double[] expected = [.. Batch.Values(volume).Select(value => (value - 4) / (Math.Sqrt(5) + 1e-8))];
        Batch.AreClose(expected, new ZNormalization { Mask = VolumeMask.Positive }.Apply(volume), 1e-12);
        Batch.AreClose(expected, new ZNormalization().Apply(volume, volume.gt(0)), 1e-12);
        // The mean is 1.25: 3, 5 and 7 are above it.
        double[] aboveMean = [.. Batch.Values(volume).Select(value => (value - 5) / (Math.Sqrt(8.0 / 3) + 1e-8))];
        Batch.AreClose(aboveMean, new ZNormalization { Mask = VolumeMask.AboveMean }.Apply(volume), 1e-12);
    }

    [TestMethod]
    public void Mask_OfNoVoxel_CountsAll()
    {
        using var scope = NewDisposeScope();
        var volumes = Batch.Random([2, 1, 3, 3, 3], ScalarType.Float64).neg();
        Batch.AreClose(
            Batch.Values(new ZNormalization().Apply(volumes)), new ZNormalization { Mask = VolumeMask.Positive }.Apply(volumes), 1e-12);
        Batch.AreClose(
            Batch.Values(new RobustRescaling().Apply(volumes)), new RobustRescaling { Mask = VolumeMask.Positive }.Apply(volumes), 1e-12);
    }

    // The reference rescales all channels together each time, and gives [0, 0.0008] and [0.6255, 1] here.
    [TestMethod]
    public void RobustRescaling_EachChannel_FillsTheRange()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(1);
        var volumes = random.Normal([2, 2, 6, 6, 6]).mul(Batch.Of([1, 100], 1, 2, 1, 1, 1)).add(Batch.Of([0, 1000], 1, 2, 1, 1, 1));
        foreach (var channel in Batch.Values(new RobustRescaling { OutputRange = (-2, 3) }.Apply(volumes)).Chunk(216))
        {
            Assert.AreEqual(-2, channel.Min(), 1e-5);
            Assert.AreEqual(3, channel.Max(), 1e-5);
        }
    }

    [TestMethod]
    public void RobustRescaling_Mask_TakesPercentilesOfTheMaskedVoxelsAlone()
    {
        using var scope = NewDisposeScope();
        var volumes = Batch.Random([2, 2, 5, 5, 5], ScalarType.Float64);
        var mask = Batch.Random([2, 2, 5, 5, 5], seed: 2).lt(0.4);
        var actual = Batch.Values(new RobustRescaling { Percentiles = (10, 80) }.Apply(volumes, mask)).Chunk(125).ToArray();
        foreach (var ((values, counts), result) in Batch.Values(volumes).Chunk(125).Zip(Batch.Values(mask).Chunk(125)).Zip(actual))
        {
            double[] sorted = [.. values.Where((_, i) => counts[i] == 1).Order()];
            var (low, high) = (Percentile(sorted, 0.1), Percentile(sorted, 0.8));
            for (var i = 0; i < values.Length; i++)
                Assert.AreEqual((Math.Clamp(values[i], low, high) - low) / (high - low), result[i], 1e-9);
        }

        static double Percentile(double[] sorted, double share)
        {
            var place = share * (sorted.Length - 1);
            var below = (int)place;
            return sorted[below] + (place - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]);
        }
    }

    [TestMethod]
    public void RobustRescaling_ConstantChannel_BecomesTheLowerEnd()
    {
        using var scope = NewDisposeScope();
        Batch.AreClose(
            [.. Enumerable.Repeat(0.25, 8)], new RobustRescaling { OutputRange = (0.25, 1) }.Apply(full([1, 1, 2, 2, 2], 3.0)), 0);
    }

    [TestMethod]
    public void Apply_MaskOfAnotherForm_Throws()
    {
        using var scope = NewDisposeScope();
        var volumes = Batch.Random([2, 2, 3, 3, 3]);
        var error = Assert.ThrowsExactly<ArgumentException>(
            () => new ZNormalization().Apply(volumes, ones([2, 2, 3, 3, 1], ScalarType.Bool)));
        Assert.AreEqual(
            "A mask must be Boolean and of the volumes' shape (2, 2, 3, 3, 3), or have one sample or channel for all, "
            + "but Bool of shape (2, 2, 3, 3, 1) was given. (Parameter 'mask')",
            error.Message);
        Assert.ThrowsExactly<ArgumentException>(() => new ZNormalization().Apply(volumes, volumes));
    }

    [TestMethod]
    public void Json_EachKind_IsReadBackAsItWas()
    {
        VolumePreprocessing[] all =
        [
            new CanonicalOrientation { Affine = VolumeAffine.OfVoxelSize(1, 2, 3) },
            new CropOrPad { TargetShape = [1, 2, 3], Padding = VolumePadding.Edge, FillValue = 2 },
            new Resampling { VoxelSize = (1, 2, 3), Affine = VolumeAffine.OfVoxelSize(3, 2, 1),
                Interpolation = VolumeInterpolation.Nearest },
            new Resizing { TargetShape = [4], Interpolation = VolumeInterpolation.Nearest },
            new RobustRescaling { OutputRange = (-1, 1), Percentiles = (5, 95), Mask = VolumeMask.Positive },
            new ZNormalization { Epsilon = 1e-6, Mask = VolumeMask.AboveMean },
        ];
        CollectionAssert.AreEqual(all, JsonSerializer.Deserialize<VolumePreprocessing[]>(JsonSerializer.Serialize(all)));
        var kinds = typeof(VolumePreprocessing).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(VolumePreprocessing)) && !type.IsAbstract);
        CollectionAssert.AreEquivalent(kinds.ToArray(), all.Select(one => one.GetType()).ToArray());
    }

    [TestMethod]
    public void Options_Values_HaveDefaultsAndAreChecked()
    {
        Assert.AreEqual(new RobustRescaling { OutputRange = (0, 1), Percentiles = (1, 99), Mask = VolumeMask.All }, new RobustRescaling());
        Assert.AreEqual(new ZNormalization { Epsilon = 1e-8, Mask = VolumeMask.All }, new ZNormalization());
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new RobustRescaling { Percentiles = (1, 101) });
        Assert.AreEqual("Percentiles must be from 0 to 100, but '(1, 101)' was given. (Parameter 'Percentiles')", error.Message);
    }
}

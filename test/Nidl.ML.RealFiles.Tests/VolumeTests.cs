using Microsoft.ML;
using Nidl.ML.Tests;

namespace Nidl.ML.RealFiles.Tests;

[TestClass]
public sealed class VolumeTests
{
    public static IEnumerable<object[]> Volumes => GoldenVolume.All.Select(volume => new object[] { volume });

    [TestMethod]
    public void Files_OfThePackages_AreThoseThatNibabelHasRead()
    {
        Assert.HasCount(15, GoldenVolume.All);
        foreach (var volume in GoldenVolume.All)
            Assert.AreEqual(volume.Sha256, volume.HashOfFile(), $"{volume.File} of {volume.Package}");
    }

    [TestMethod]
    [DynamicData(nameof(Volumes))]
    public void Header_RealFile_IsWhatNibabelReads(GoldenVolume volume)
    {
        using var stream = NiftiStream.Open(File.OpenRead(volume.File));
        var header = NiftiHeader.Read(stream.Bytes);
        CollectionAssert.AreEqual(FourOf(volume.Shape), header.Lengths);
        Assert.AreEqual(
            (volume.VoxOffset, volume.Effective[0], volume.Effective[1]),
            (header.VoxelOffset, header.Voxels.Slope, header.Voxels.Intercept));
        for (var row = 0; row < 3; row++)
            for (var column = 0; column < 4; column++)
                Assert.AreEqual(
                    volume.Affine[row][column], header.Affine[row, column], 1e-12 * Math.Max(1, Math.Abs(volume.Affine[row][column])));
        Assert.AreEqual(volume.Orientation, header.Affine.Place!.Orientation);
    }

    [TestMethod]
    [DynamicData(nameof(Volumes))]
    public void LoadVolumes_RealFile_GivesNibabelsVoxels(GoldenVolume volume)
    {
        var values = Load(volume, canonical: false, volume.Shape);
        AssertVoxels(volume.Voxels, FourOf(volume.Shape), values);
        Assert.AreEqual(volume.Finite, values.All(float.IsFinite));
        double[] finite = [.. values.Where(float.IsFinite).Select(value => (double)value)];
        Assert.AreEqual(((float)volume.Min, (float)volume.Max), ((float)finite.Min(), (float)finite.Max()));
        var mean = finite.Average();
        Assert.AreEqual(volume.Mean, mean, 1e-6 * Math.Max(1, Math.Abs(volume.Mean)));
        Assert.AreEqual(volume.Std, Math.Sqrt(finite.Average(value => (value - mean) * (value - mean))), 1e-6 * Math.Max(1, volume.Std));
    }

    [TestMethod]
    [DynamicData(nameof(Volumes))]
    public void LoadVolumes_CanonicalOrientation_GivesNibabelsVoxels(GoldenVolume volume) =>
        AssertVoxels(volume.CanonicalVoxels, FourOf(volume.CanonicalShape), Load(volume, canonical: true, volume.CanonicalShape));

    private static float[] Load(GoldenVolume volume, bool canonical, int[] shape)
    {
        var ml = new MLContext(1);
        var row = ml.Data.LoadFromEnumerable([new FileRow { File = volume.File }]);
        var options = new VolumeOptions { CanonicalOrientation = canonical, NonFiniteVoxels = NonFiniteVoxels.Keep };
        var loading = ml.SelfSupervised.LoadVolumes("Volume", "File", options: options).Fit(row);
        CollectionAssert.AreEqual(VolumesFirst(FourOf(shape)), loading.Shape.ToArray());
        AssertAffine(volume, loading.Affine!, canonical);
        return Embeddings.Of(loading.Transform(row), "Volume")[0];
    }

    // Where the file puts its voxels; turned, the middle of the volume stays where it was.
    private static void AssertAffine(GoldenVolume volume, VolumeAffine affine, bool canonical)
    {
        if (canonical)
            Assert.AreEqual(VolumeAffine.Identity.Orientation, affine.Orientation);
        var expected = Middle((row, column) => volume.Affine[row][column], FourOf(volume.Shape));
        var actual = Middle((row, column) => affine[row, column], FourOf(canonical ? volume.CanonicalShape : volume.Shape));
        for (var row = 0; row < 3; row++)
        {
            Assert.AreEqual(expected[row], actual[row], 1e-9 * Math.Max(1, Math.Abs(expected[row])));
            for (var column = 0; column < 3 && !canonical; column++)
                Assert.AreEqual(volume.Affine[row][column], affine[row, column], 1e-12 * Math.Max(1, Math.Abs(volume.Affine[row][column])));
        }
    }

    private static double[] Middle(Func<int, int, double> affine, long[] lengths) =>
        [.. Enumerable.Range(0, 3)
            .Select(row => affine(row, 3) + Enumerable.Range(0, 3).Sum(axis => affine(row, axis) * (lengths[axis] - 1) / 2))];

    private static void AssertVoxels(GoldenVolume.Voxel[] expected, long[] lengths, float[] values)
    {
        Assert.IsNotEmpty(expected);
        foreach (var voxel in expected)
        {
            var index = FourOf(voxel.Index, missing: 0);
            var place = ((index[3] * lengths[0] + index[0]) * lengths[1] + index[1]) * lengths[2] + index[2];
            Assert.AreEqual(voxel.Single, values[place], string.Join(", ", voxel.Index));
        }
    }

    private static long[] FourOf(int[] indices, int missing = 1) =>
        [.. indices.Concat([missing, missing]).Take(4).Select(index => (long)index)];

    // nibabel has the volumes of a file last, rows have them as channels.
    private static long[] VolumesFirst(long[] lengths) => [lengths[3], .. lengths[..3]];

    private sealed class FileRow
    {
        public string File { get; set; } = "";
    }
}

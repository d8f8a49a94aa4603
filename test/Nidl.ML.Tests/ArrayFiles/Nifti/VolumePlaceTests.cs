using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML.Tests.Npy;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Nifti;

/// <summary>What LoadVolumes gives, augmentations and preprocessing understand, without being told where the voxels lie.</summary>
[TestClass]
public sealed class VolumePlaceTests
{
    // i runs downward in steps of 4 mm, j to the right of 2, k to the back of 3: seven right, three to the front, five upward.
    private static readonly NiftiFile s_file = new()
    {
        Dimensions = [5, 7, 3], Distances = [1, 4, 2, 3], Matrix = [0, 2, 0, -10, 0, 0, -3, 20, -4, 0, 0, 30],
    };

    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _ml = new(1);

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    public void LoadVolumes_CanonicalOrientation_IsThatOfTheIdentity()
    {
        var (loading, values) = Load(s_file, new());
        Assert.AreEqual<InputShape>([1, 7, 3, 5], loading.Shape);
        Assert.AreEqual(VolumeAffine.Create(new double[,] { { 2, 0, 0, -10 }, { 0, 3, 0, 14 }, { 0, 0, 4, 14 }, { 0, 0, 0, 1 } }),
            loading.Affine);
        Assert.AreEqual(VolumeAffine.Identity.Orientation, loading.Affine!.Orientation);
        for (var i = 0; i < 5; i++)
            for (var j = 0; j < 7; j++)
                for (var k = 0; k < 3; k++)
                    Assert.AreEqual((i * 7 + j) * 3 + k, values[(j * 3 + 2 - k) * 5 + 4 - i]);
    }

    [TestMethod]
    public void LoadVolumes_OrientationOfTheFile_IsTheOrderOfItsAxes()
    {
        var (loading, values) = Load(s_file, new() { CanonicalOrientation = false });
        Assert.AreEqual<InputShape>([1, 5, 7, 3], loading.Shape);
        Assert.AreEqual(VolumeAffine.Create(new double[,] { { 0, 2, 0, -10 }, { 0, 0, -3, 20 }, { -4, 0, 0, 30 }, { 0, 0, 0, 1 } }),
            loading.Affine);
        CollectionAssert.AreEqual(Enumerable.Range(0, 105).Select(i => (float)i).ToArray(), values);
    }

    [TestMethod]
    [DataRow(SpatialAxes.LeftRight, 1)]
    [DataRow(SpatialAxes.PosteriorAnterior, 2)]
    [DataRow(SpatialAxes.InferiorSuperior, 0)]
    public void RandomFlip3d_AxisOfTheBody_MirrorsWhatWasLoadedAlongIt(SpatialAxes axis, int axisOfFile)
    {
        using var scope = NewDisposeScope();
        using var random = Views.Batch.Source(1);
        // Mirrored in the file, where the axis is another.
        var voxels = Mirror(NiftiFile.Counted(s_file.Dimensions, 0), axisOfFile);
        var mirrored = s_file with { Voxels = [.. voxels.SelectMany(BitConverter.GetBytes)] };
        var (loading, values) = Load(s_file, new());
        var flip = new RandomFlip3d { Axes = axis, Probability = 1 }.Of(loading.Affine!);
        var volume = tensor(values, [1, 1, 7, 3, 5]);
        Views.Batch.AreClose(Load(mirrored, new()).Values.Select(value => (double)value).ToArray(), flip.Apply(volume, random), 0);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void PreprocessVolumes_LoadedVolumes_AreOrientedAndResampledByTheirHeader(bool canonical)
    {
        var view = View(s_file);
        var pipeline = _ml.SelfSupervised.LoadVolumes("Volume", "Path", options: new VolumeOptions { CanonicalOrientation = canonical })
            .Append(_ml.SelfSupervised.PreprocessVolumes("Volume",
                [new CanonicalOrientation(), new Resampling { VoxelSize = (1, 3, 2), Interpolation = VolumeInterpolation.Nearest }]));
        var model = pipeline.Fit(view);
        using var file = new MemoryStream();
        _ml.Model.Save(model, view.Schema, file);
        file.Position = 0;
        foreach (var transformer in (ITransformer[])[model, new MLContext(2).Model.Load(file, out _)])
        {
            var transformed = transformer.Transform(view);
            var row = Embeddings.Of(transformed, "Volume")[0];
            Assert.HasCount(14 * 3 * 10, row);
            for (var i = 0; i < row.Length; i++)
            {
                // Two voxels of 1 mm for one of 2 to the right, two of 2 mm for one of 4 upward.
                var (right, front, up) = (i / 30 / 2, i / 10 % 3, i % 10 / 2);
                Assert.AreEqual(((4 - up) * 7 + right) * 3 + 2 - front, row[i]);
            }
            // What the next step is told: the size of the voxels, and where the first lies.
            Assert.AreEqual(
                VolumeAffine.Create(new double[,] { { 1, 0, 0, -10.5 }, { 0, 3, 0, 14 }, { 0, 0, 2, 13 }, { 0, 0, 0, 1 } }),
                    AffineAnnotation.Find(transformed.Schema["Volume"]));
        }
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void PreprocessVolumes_AffineThatWasGiven_CountsAndIsCarriedOn(bool loads)
    {
        // Those that are not loaded tell no place.
        var view = loads ? View(s_file) : VectorView.Of(new float[105]);
        var resampling = _ml.SelfSupervised.PreprocessVolumes("Volume", [
            new Resampling { VoxelSize = 1, Affine = VolumeAffine.OfVoxelSize(2, 2, 2) },
            new CropOrPad { TargetShape = [6] },
            new Resampling { VoxelSize = 2 }],
            loads ? "Volume" : "Features", [1, 7, 3, 5]);
        var transformed = loads
            ? _ml.SelfSupervised.LoadVolumes("Volume", "Path").Append(resampling).Fit(view).Transform(view)
            : resampling.Fit(view).Transform(view);
        Assert.HasCount(27, Embeddings.Of(transformed, "Volume")[0]);
        // The first voxel of 1 mm lies at -0.5 on each axis, then 4 are cut of 14, none of 6, and 2 of 10; the first of two is at +0.5.
        Assert.AreEqual(
            VolumeAffine.Create(new double[,] { { 2, 0, 0, 4 }, { 0, 2, 0, 0 }, { 0, 0, 2, 2 }, { 0, 0, 0, 1 } }),
            AffineAnnotation.Find(transformed.Schema["Volume"]));
    }

    [TestMethod]
    public void PreprocessVolumes_ColumnThatTellsNoPlace_IsRefused()
    {
        var view = VectorView.Of(new float[105]);
        var preprocessing = _ml.SelfSupervised.PreprocessVolumes("Volume", [new CanonicalOrientation()], "Features", [1, 7, 3, 5]);
        StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentException>(() => preprocessing.Fit(view)).Message,
            "CanonicalOrientation needs to know where the voxels lie,");
    }

    [TestMethod]
    public void Fit_FlipByAnAxisOfTheBody_FindsItByTheColumn()
    {
        var view = View([.. Enumerable.Repeat(s_file, 4)]);
        var flip = new RandomFlip3d { Axes = SpatialAxes.LeftRight };
        var options = Tiny.Options with { BatchSize = 2, NumberOfEpochs = 1, Augmentations = [flip, new GaussianNoise()] };
        var training = _ml.SelfSupervised.SimClr("Embedding", "Volume", options);
        using var model = _ml.SelfSupervised.LoadVolumes("Volume", "Path", options: new() { CanonicalOrientation = false })
            .Append(training).Fit(view);
        var drawn = (RandomFlip3d)model.LastTransformer.TrainedWith!.Views.Views[0].Augmentations[0];
        Assert.AreEqual("IRP", drawn.Affine!.Orientation);
        var arrays = _ml.Data.LoadFromEnumerable([new ArrayRow { Volume = new float[105] }]);
        StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentException>(() => training.Fit(arrays)).Message,
            "RandomFlip3d needs to know where the voxels lie,");
    }

    [TestMethod]
    public void LoadVolumes_ShapeThatIsGiven_TakesThePlaceOfTheFirstFileThatHasIt()
    {
        var view = View(s_file with { Dimensions = [5, 7, 2], Distances = [1, 9, 9, 9] }, s_file);
        var loading = _ml.SelfSupervised.LoadVolumes("Volume", "Path", [1, 7, 3, 5]);
        Assert.AreEqual(new VoxelSize(2, 3, 4), loading.Fit(view).Affine!.VoxelSize);
        Assert.IsNull(loading.Fit(View()).Affine);
        var nowhere = _ml.Data.LoadFromEnumerable([new NpyLoadingTests.PathRow { Path = _folder["nowhere.nii"] }]);
        Assert.IsNull(loading.Fit(nowhere).Affine);
    }

    [TestMethod]
    public void LoadVolumes_OtherOriginAndSmallTurn_AreAccepted()
    {
        var (sin, cos) = double.SinCosPi(5 / 180.0);
        double[] turned = [0, 2 * cos, 3 * sin, -7, 0, 2 * sin, -3 * cos, 25, -4.01, 0, 0, 33];
        AssertLoads(s_file with { Matrix = turned }, new());
        AssertLoads(s_file with { Matrix = turned }, new() { CanonicalOrientation = false });
    }

    [TestMethod]
    public void LoadVolumes_VoxelsOfAnotherSize_AreRefused()
    {
        var other = s_file with { Matrix = [0, 2, 0, -10, 0, 0, -3, 20, -4.5, 0, 0, 30] };
        AssertRefused(
            "its voxels must be of the first row's size, (2, 3, 4) mm along depth, height and width, but are of (2, 3, 4.5) mm; bring the "
            + "volumes to one voxel size before, or set RefuseOtherGrids = false where millimeters mean nothing.",
            other, new());
        AssertLoads(other, new() { RefuseOtherGrids = false });
    }

    [TestMethod]
    public void LoadVolumes_AxesThatGoAnotherWay_AreRefusedUnlessTheyAreTurned()
    {
        var other = s_file with { Matrix = [0, -2, 0, -10, 0, 0, -3, 20, -4, 0, 0, 30] };
        AssertRefused(
            "its depth, height and width must go to IRP, as the first row's do, but go to ILP; CanonicalOrientation = true gives all "
            + "volumes the axes RAS.",
            other, new() { CanonicalOrientation = false });
        AssertLoads(other, new() { CanonicalOrientation = false, RefuseOtherGrids = false });
        AssertLoads(other, new());
    }

    private void AssertLoads(NiftiFile second, VolumeOptions options)
    {
        var view = View(s_file, second);
        Assert.HasCount(
            2, Embeddings.Of(_ml.SelfSupervised.LoadVolumes("Volume", "Path", options: options).Fit(view).Transform(view), "Volume"));
    }

    private void AssertRefused(string reason, NiftiFile second, VolumeOptions options)
    {
        var view = View(s_file, second);
        var loaded = _ml.SelfSupervised.LoadVolumes("Volume", "Path", options: options).Fit(view).Transform(view);
        Error.Is<RowReadException>(
            $"Column 'Volume' could not be loaded from '{_folder["1.nii"]}' in row 1: {reason}", () => Embeddings.Of(loaded, "Volume"));
    }

    private (ArrayLoadingTransformer Loading, float[] Values) Load(NiftiFile file, VolumeOptions options)
    {
        var view = View(file);
        var loading = _ml.SelfSupervised.LoadVolumes("Volume", "Path", options: options).Fit(view);
        return (loading, Embeddings.Of(loading.Transform(view), "Volume")[0]);
    }

    private IDataView View(params NiftiFile[] files)
    {
        foreach (var (i, file) in files.Index())
            File.WriteAllBytes(_folder[$"{i}.nii"], file.Bytes);
        return _ml.Data.LoadFromEnumerable(
            files.Select((_, i) => new NpyLoadingTests.PathRow { Path = _folder[$"{i}.nii"] }).ToArray());
    }

    private static float[] Mirror(float[] voxels, int axis)
    {
        int[] lengths = [5, 7, 3];
        return [.. Enumerable.Range(0, voxels.Length).Select(i =>
        {
            int[] index = [i % 5, i / 5 % 7, i / 35];
            index[axis] = lengths[axis] - 1 - index[axis];
            return voxels[(index[2] * 7 + index[1]) * 5 + index[0]];
        })];
    }

    private sealed class ArrayRow
    {
        [VectorType(1, 7, 3, 5)]
        public float[] Volume { get; set; } = [];
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML.Tests.Npy;

namespace Nidl.ML.Tests.Nifti;

[TestClass]
public sealed class VolumeLoadingTests
{
    private static readonly InputShape Shape = [1, 4, 3, 2];

    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    public void LoadVolumes_Paths_GivesVolumesWithTheirDimensions()
    {
        var view = View(Write("a.nii", Volume(1)), Write("b.nii.gz", Volume(2), packed: true));
        var loaded = Load(view);
        CollectionAssert.AreEqual(new[] { 1, 4, 3, 2 }, ((VectorDataViewType)loaded.Schema["Volume"].Type).Dimensions.ToArray());
        var rows = Embeddings.Of(loaded, "Volume");
        CollectionAssert.AreEqual(Values(1), rows[0]);
        CollectionAssert.AreEqual(Values(2), rows[1]);
    }

    [TestMethod]
    [DataRow("pair.img")]
    [DataRow("pair.hdr")]
    [DataRow("packed.img.gz")]
    [DataRow("packed.hdr.gz")]
    public void LoadVolumes_Pair_IsNamedByEither(string name)
    {
        var pair = Volume(3) with { IsPair = true };
        File.WriteAllBytes(_folder["pair.hdr"], pair.Header);
        File.WriteAllBytes(_folder["pair.img"], pair.VoxelBytes);
        File.WriteAllBytes(_folder["packed.hdr.gz"], NiftiFile.Pack(pair.Header));
        File.WriteAllBytes(_folder["packed.img.gz"], NiftiFile.Pack(pair.VoxelBytes));
        CollectionAssert.AreEqual(Values(3), Embeddings.Of(Load(View(_folder[name])), "Volume")[0]);
    }

    [TestMethod]
    public void LoadVolumes_HeaderOfAPairAlone_IsRefused()
    {
        var path = _folder["alone.nii"];
        File.WriteAllBytes(path, (Volume(1) with { IsPair = true }).Header);
        Error.Is<RowReadException>(
            $"Column 'Volume' could not be loaded from '{path}' in row 0: its magic says that the voxels stand in a .img file beside a "
            + ".hdr file, but it is neither by its name.",
            () => Embeddings.Of(Load(View(path)), "Volume"));
    }

    [TestMethod]
    public void LoadVolumes_CanonicalOrientation_IsTheDefault()
    {
        var path = Write("turned.nii", Volume(0) with { Matrix = [-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] });
        CollectionAssert.AreEqual(new float[] { 18, 19, 20, 21 }, Embeddings.Of(Load(View(path)), "Volume")[0][..4]);
        CollectionAssert.AreEqual(new float[] { 0, 1, 2, 3 },
            Embeddings.Of(Load(View(path), new VolumeOptions { CanonicalOrientation = false }), "Volume")[0][..4]);
    }

    [TestMethod]
    [DataRow(0, 0)]
    [DataRow(1, 0)]
    [DataRow(4, 0)]
    [DataRow(4, 3)]
    [DataRow(64, 1000)]
    public void LoadVolumes_ReadAheadAndCache_ChangeNothing(int readAhead, int cachedVolumes)
    {
        // Each file twice, so that rows share one.
        string[] paths = [.. Enumerable.Range(0, 12).Select(i => Write($"{i % 6}.nii", Volume(i % 6)))];
        var loaded = Load(View(paths), new VolumeOptions { ReadAheadBytes = readAhead * Shape.Size * sizeof(float),
            CacheBytes = cachedVolumes * Shape.Size * sizeof(float) });
        for (var pass = 0; pass < 3; pass++)
        {
            var rows = Embeddings.Of(loaded, "Volume");
            for (var row = 0; row < 12; row++)
                CollectionAssert.AreEqual(Values(row % 6), rows[row]);
        }
    }

    [TestMethod]
    public void LoadVolumes_ShuffledCursor_GivesEachRowItsOwnVolume()
    {
        // A cache shuffles.
        var view = new MLContext(1).Data.Cache(View([.. Enumerable.Range(0, 9).Select(i => Write($"{i}.nii", Volume(i)))]));
        var loaded = Load(view);
        using var cursor = loaded.GetRowCursor(loaded.Schema, new Random(3));
        var (numbers, volumes) =
            (cursor.GetGetter<int>(loaded.Schema["Number"]), cursor.GetGetter<VBuffer<float>>(loaded.Schema["Volume"]));
        var seen = new List<int>();
        VBuffer<float> values = default;
        var number = 0;
        while (cursor.MoveNext())
        {
            numbers(ref number);
            seen.Add(number);
            // Of some rows nobody asks.
            if (number % 3 == 0)
                continue;
            volumes(ref values);
            CollectionAssert.AreEqual(Values(number), values.DenseValues().ToArray());
        }
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 9).ToArray(), seen);
        CollectionAssert.AreNotEqual(Enumerable.Range(0, 9).ToArray(), seen);
    }

    [TestMethod]
    public void LoadVolumes_CacheThatHoldsAll_ReadsAgainOnlyWhatHasChanged()
    {
        var path = Write("a.nii", Volume(1));
        var loaded = Load(View(path));
        Assert.HasCount(1, Embeddings.Of(loaded, "Volume"));
        // Of the same length and time, a file looks unchanged.
        var written = File.GetLastWriteTimeUtc(path);
        Write("a.nii", Volume(2));
        File.SetLastWriteTimeUtc(path, written);
        CollectionAssert.AreEqual(Values(1), Embeddings.Of(loaded, "Volume")[0]);
        File.SetLastWriteTimeUtc(path, written.AddSeconds(5));
        CollectionAssert.AreEqual(Values(2), Embeddings.Of(loaded, "Volume")[0]);
        File.Delete(path);
        Assert.ThrowsExactly<RowReadException>(() => Embeddings.Of(loaded, "Volume"));
    }

    [TestMethod]
    [DataRow("pair.hdr")]
    [DataRow("pair.img")]
    public void LoadVolumes_PairWhoseVoxelsHaveChanged_IsReadAgain(string name)
    {
        var pair = Volume(1) with { IsPair = true };
        File.WriteAllBytes(_folder["pair.hdr"], pair.Header);
        File.WriteAllBytes(_folder["pair.img"], pair.VoxelBytes);
        var loaded = Load(View(_folder[name]));
        CollectionAssert.AreEqual(Values(1), Embeddings.Of(loaded, "Volume")[0]);
        File.WriteAllBytes(_folder["pair.img"], (Volume(2) with { IsPair = true }).VoxelBytes);
        File.SetLastWriteTimeUtc(_folder["pair.img"], DateTime.UtcNow.AddSeconds(5));
        CollectionAssert.AreEqual(Values(2), Embeddings.Of(loaded, "Volume")[0]);
    }

    [TestMethod]
    public void LoadVolumes_CursorEndsEarly_LeavesNoFileOpen()
    {
        var view = View([.. Enumerable.Range(0, 8).Select(i => Write($"{i}.nii.gz", Volume(i), packed: true))]);
        var loaded = Load(view);
        using (var cursor = loaded.GetRowCursor([loaded.Schema["Volume"]]))
            Assert.IsTrue(cursor.MoveNext());
        foreach (var name in _folder.Names)
            using (File.Open(_folder[name], FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            {
            }
    }

    [TestMethod]
    public void LoadVolumes_BrokenVolume_FailsAtItsRowAlone()
    {
        var bad = Write("bad.nii", Volume(1) with { Distances = [1, 0, 1, 1] });
        var loaded = Load(View(Write("a.nii", Volume(1)), Write("b.nii", Volume(2)), bad, Write("c.nii", Volume(3))));
        using var cursor = loaded.GetRowCursor([loaded.Schema["Volume"]]);
        var getter = cursor.GetGetter<VBuffer<float>>(loaded.Schema["Volume"]);
        VBuffer<float> values = default;
        for (var row = 0; row < 4; row++)
        {
            Assert.IsTrue(cursor.MoveNext());
            if (row == 2)
                Error.Is<RowReadException>(
                    $"Column 'Volume' could not be loaded from '{bad}' in row 2: its pixdim[1] must be a distance other than 0, but is 0.",
                    () => getter(ref values));
            else
                getter(ref values);
        }
        CollectionAssert.AreEqual(Values(3), values.DenseValues().ToArray());
    }

    [TestMethod]
    [DataRow(1L << 30)]
    [DataRow(2000L)]
    public void Fit_BrokenVolume_IsOneErrorWithItsPath(long memoryBudget)
    {
        var ml = new MLContext(1);
        var bad = Write("bad.nii", Volume(1) with { Dimensions = [4, 3, 3] });
        var view = View([.. Enumerable.Range(0, 20).Select(i => Write($"{i}.nii", Volume(i))), bad]);
        var pipeline = ml.SelfSupervised.LoadVolumes("Volume", "Path")
            .Append(ml.SelfSupervised.SimClr("Embedding", "Volume", Tiny.Options with { BatchSize = 2, MemoryBudgetBytes = memoryBudget }));
        var error = Assert.ThrowsExactly<RowReadException>(() => pipeline.Fit(view));
        Assert.AreEqual(
            $"Column 'Volume' could not be loaded from '{bad}' in row 20: its shape (channels, depth, height, width) must be (1, 4, "
            + "3, 2), but is (1, 4, 3, 3).", error.Message);
    }

    [TestMethod]
    public void SkipUnreadable_BrokenVolumes_AreLeftOutWithOneWarning()
    {
        var ml = new MLContext(1);
        var log = new LogLines(ml, "LoadVolumes");
        var (good, nan) = (Write("good.nii", Volume(1)), Write("nan.nii", Volume(float.NaN)));
        var (cut, missing) = (_folder["cut.nii.gz"], _folder["missing.nii"]);
        File.WriteAllBytes(cut, Volume(1).Packed[..40]);
        var view = View(cut, good, nan, Write("other.nii", Volume(2)), missing);
        var loaded = ml.SelfSupervised.LoadVolumes("Volume", "Path", options: new VolumeOptions { SkipUnreadable = true }).Fit(view)
            .Transform(view);
        Assert.AreEqual(2, loaded.GetRowCount());
        for (var pass = 0; pass < 2; pass++)
        {
            var rows = Embeddings.Of(loaded, "Volume");
            Assert.HasCount(2, rows);
            CollectionAssert.AreEqual(Values(2), rows[1]);
        }
        CollectionAssert.AreEqual(new[] { 1, 3 }, loaded.GetColumn<int>("Number").ToArray());
        var warning = log.Warnings.Single();
        StringAssert.StartsWith(
            warning, "3 of 5 rows are left out, since their files cannot be loaded. Column 'Volume' could not be loaded from '" + cut);
        StringAssert.Contains(
            warning, $"'{nan}' in row 2: its voxels must be finite, but 24 of 24 are not; NonFiniteVoxels can set them to 0.");
        StringAssert.Contains(warning, missing);
    }

    [TestMethod]
    public void SkipUnreadable_Training_TakesTheOthers()
    {
        var ml = new MLContext(1);
        var view = View([_folder["missing.nii"], .. Enumerable.Range(0, 12).Select(i => Write($"{i}.nii", Volume(i)))]);
        var pipeline = ml.SelfSupervised.LoadVolumes("Volume", "Path", Shape, new VolumeOptions { SkipUnreadable = true })
            .Append(ml.SelfSupervised.SimClr("Embedding", "Volume", Tiny.Options));
        using var model = pipeline.Fit(view);
        Assert.HasCount(12, Embeddings.Of(model.Transform(view)));
    }

    [TestMethod]
    public void SkipUnreadable_NoFileThatCanBeLoaded_IsSaid()
    {
        var loading = new MLContext(1).SelfSupervised.LoadVolumes("Volume", "Path", options: new VolumeOptions { SkipUnreadable = true });
        Error.Is<ArgumentException>(
            "LoadVolumes takes the shape of the arrays from the first row, but the view has none that can be loaded; "
            + "give the shape. (Parameter 'input')",
            () => loading.Fit(View("nowhere.nii")));
    }

    [TestMethod]
    public void LoadVolumes_ShapeOfAnotherRank_IsRefused() => Error.Is<ArgumentException>(
        "The shape of volumes must be (channels, depth, height, width), but (2, 3, 4) was given. (Parameter 'shape')",
        () => new MLContext(1).SelfSupervised.LoadVolumes("Volume", "Path", [2, 3, 4]));

    [TestMethod]
    public void VolumeOptions_ValuesThatCannotBe_AreRefused()
    {
        Error.Is<ArgumentOutOfRangeException>(
            "ReadAheadBytes must be at least 0, but '-1' was given. (Parameter 'ReadAheadBytes')",
            () => _ = new VolumeOptions { ReadAheadBytes = -1 });
        Error.Is<ArgumentOutOfRangeException>(
            "CacheBytes must be at least 0, but '-1' was given. (Parameter 'CacheBytes')", () => _ = new VolumeOptions { CacheBytes = -1 });
        Error.Is<ArgumentOutOfRangeException>(
            "NonFiniteVoxels must be one of Refuse, SetToZero, Keep, but '7' was given. (Parameter 'NonFiniteVoxels')",
            () => _ = new VolumeOptions { NonFiniteVoxels = (NonFiniteVoxels)7 });
        var options = new VolumeOptions();
        Assert.AreEqual(
            (true, true, NonFiniteVoxels.Refuse, false, 1L << 25, 1L << 28),
            (options.CanonicalOrientation, options.RefuseOtherGrids, options.NonFiniteVoxels, options.SkipUnreadable,
                options.ReadAheadBytes, options.CacheBytes));
    }

    [TestMethod]
    public void SaveLoad_EveryOption_IsKept()
    {
        var ml = new MLContext(1);
        var view = View(Write("a.nii", Volume(1)));
        var options = new VolumeOptions
        {
            CanonicalOrientation = false, RefuseOtherGrids = false, NonFiniteVoxels = NonFiniteVoxels.SetToZero, SkipUnreadable = true,
            ReadAheadBytes = 200, CacheBytes = 1000,
        };
        var transformer = ml.SelfSupervised.LoadVolumes("Volume", "Path", options: options).Fit(view);
        using var file = new MemoryStream();
        ml.Model.Save(transformer, view.Schema, file);
        file.Position = 0;
        var loaded = (ArrayLoadingTransformer)new MLContext(2).Model.Load(file, out _);
        Assert.AreEqual(transformer.Column, loaded.Column);
        Assert.AreEqual(new NiftiFormat(false, NonFiniteVoxels.SetToZero, RefuseOtherGrids: false), loaded.Column.Format);
        CollectionAssert.AreEqual(Values(1), Embeddings.Of(loaded.Transform(view), "Volume")[0]);
    }

    [TestMethod]
    public void PredictionEngine_OnePath_GivesTheVolume()
    {
        var ml = new MLContext(1);
        var transformer = ml.SelfSupervised.LoadVolumes("Array", "Path", Shape).Fit(View());
        using var engine = ml.Model.CreatePredictionEngine<NpyLoadingTests.PathRow, NpyLoadingTests.ArrayRow>(transformer);
        CollectionAssert.AreEqual(Values(5), engine.Predict(new NpyLoadingTests.PathRow { Path = Write("a.nii", Volume(5)) }).Array);
    }

    private static float[] Values(int first) => [.. Enumerable.Range(0, Shape.Size).Select(i => (float)(first + i))];

    // Values first, first + 1, ...
    private static NiftiFile Volume(float first) =>
        new() { Voxels = [.. NiftiFile.Counted([4, 3, 2], first).SelectMany(BitConverter.GetBytes)] };

    private static IDataView Load(IDataView view, VolumeOptions? options = null) =>
        new MLContext(1).SelfSupervised.LoadVolumes("Volume", "Path", options: options).Fit(view).Transform(view);

    private static IDataView View(params string[] paths) =>
        new MLContext(1).Data.LoadFromEnumerable(
            paths.Select((path, number) => new NpyLoadingTests.PathRow { Path = path, Number = number }).ToArray());

    private string Write(string name, NiftiFile file, bool packed = false)
    {
        File.WriteAllBytes(_folder[name], packed ? file.Packed : file.Bytes);
        return _folder[name];
    }
}

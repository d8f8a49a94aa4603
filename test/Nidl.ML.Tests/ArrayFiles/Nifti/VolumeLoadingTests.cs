using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML.Tests.Npy;
using static Nidl.ML.Tests.Nifti.VolumeFiles;

namespace Nidl.ML.Tests.Nifti;

[TestClass]
public sealed class VolumeLoadingTests
{
    private readonly VolumeFiles _files = new();

    [TestCleanup]
    public void DeleteFolder() => _files.Dispose();

    [TestMethod]
    public void LoadVolumes_Paths_GivesVolumesWithTheirDimensions()
    {
        var view = View(_files.Write("a.nii", Volume(1)), _files.Write("b.nii.gz", Volume(2), packed: true));
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
        _files.WritePair(Volume(3));
        foreach (var part in new[] { "hdr", "img" })
            File.WriteAllBytes(_files[$"packed.{part}.gz"], NiftiFile.Pack(File.ReadAllBytes(_files[$"pair.{part}"])));
        CollectionAssert.AreEqual(Values(3), Embeddings.Of(Load(View(_files[name])), "Volume")[0]);
    }

    [TestMethod]
    public void LoadVolumes_HeaderOfAPairAlone_IsRefused()
    {
        var path = _files["alone.nii"];
        File.WriteAllBytes(path, (Volume(1) with { IsPair = true }).Header);
        Error.Is<RowReadException>(
            $"Column 'Volume' could not be loaded from '{path}' in row 0: its magic says that the voxels stand in a .img file beside a "
            + ".hdr file, but it is neither by its name.",
            () => Embeddings.Of(Load(View(path)), "Volume"));
    }

    [TestMethod]
    public void LoadVolumes_CanonicalOrientation_IsTheDefault()
    {
        var path = _files.Write("turned.nii", Volume(0) with { Matrix = [-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] });
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
        string[] paths = [.. Enumerable.Range(0, 12).Select(i => _files.Write($"{i % 6}.nii", Volume(i % 6)))];
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
        var view = new MLContext(1).Data.Cache(View([.. Enumerable.Range(0, 9).Select(i => _files.Write($"{i}.nii", Volume(i)))]));
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
        var path = _files.Write("a.nii", Volume(1));
        var loaded = Load(View(path));
        Assert.HasCount(1, Embeddings.Of(loaded, "Volume"));
        // Of the same length and time, a file looks unchanged.
        var written = File.GetLastWriteTimeUtc(path);
        _files.Write("a.nii", Volume(2));
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
        _files.WritePair(Volume(1));
        var loaded = Load(View(_files[name]));
        CollectionAssert.AreEqual(Values(1), Embeddings.Of(loaded, "Volume")[0]);
        _files.WritePair(Volume(2));
        File.SetLastWriteTimeUtc(_files["pair.img"], DateTime.UtcNow.AddSeconds(5));
        CollectionAssert.AreEqual(Values(2), Embeddings.Of(loaded, "Volume")[0]);
    }

    [TestMethod]
    public void LoadVolumes_CursorEndsEarly_LeavesNoFileOpen()
    {
        var view = View([.. Enumerable.Range(0, 8).Select(i => _files.Write($"{i}.nii.gz", Volume(i), packed: true))]);
        var loaded = Load(view);
        using (var cursor = loaded.GetRowCursor([loaded.Schema["Volume"]]))
            Assert.IsTrue(cursor.MoveNext());
        foreach (var name in _files.Names)
            using (File.Open(_files[name], FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            {
            }
    }

    [TestMethod]
    public void LoadVolumes_BrokenVolume_FailsAtItsRowAlone()
    {
        var bad = _files.Write("bad.nii", Volume(1) with { Distances = [1, 0, 1, 1] });
        var loaded = Load(View(_files.Write("a.nii", Volume(1)), _files.Write("b.nii", Volume(2)), bad, _files.Write("c.nii", Volume(3))));
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
        var bad = _files.Write("bad.nii", Volume(1) with { Dimensions = [4, 3, 3] });
        var view = View([.. Enumerable.Range(0, 20).Select(i => _files.Write($"{i}.nii", Volume(i))), bad]);
        var pipeline = ml.SelfSupervised.LoadVolumes("Volume", "Path")
            .Append(ml.SelfSupervised.SimClr("Embedding", "Volume", Tiny.Options with { BatchSize = 2, MemoryBudgetBytes = memoryBudget }));
        var error = Assert.ThrowsExactly<RowReadException>(() => pipeline.Fit(view));
        Assert.AreEqual(
            $"Column 'Volume' could not be loaded from '{bad}' in row 20: its shape (channels, depth, height, width) must be (1, 4, "
            + "3, 2), but is (1, 4, 3, 3).", error.Message);
    }

    [TestMethod]
    public void LoadVolumes_ShapeOfAnotherRank_IsRefused() => Error.Is<ArgumentException>(
        "The shape of volumes must be (channels, depth, height, width), but (2, 3, 4) was given. (Parameter 'shape')",
        () => new MLContext(1).SelfSupervised.LoadVolumes("Volume", "Path", [2, 3, 4]));

    [TestMethod]
    public void PredictionEngine_OnePath_GivesTheVolume()
    {
        var ml = new MLContext(1);
        var transformer = ml.SelfSupervised.LoadVolumes("Array", "Path", Shape).Fit(View());
        using var engine = ml.Model.CreatePredictionEngine<NpyLoadingTests.PathRow, NpyLoadingTests.ArrayRow>(transformer);
        CollectionAssert.AreEqual(Values(5), engine.Predict(new NpyLoadingTests.PathRow { Path = _files.Write("a.nii", Volume(5)) }).Array);
    }
}

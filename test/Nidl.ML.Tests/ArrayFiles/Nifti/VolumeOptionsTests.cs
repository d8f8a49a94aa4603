using Microsoft.ML;
using Microsoft.ML.Data;
using static Nidl.ML.Tests.Nifti.VolumeFiles;

namespace Nidl.ML.Tests.Nifti;

[TestClass]
public sealed class VolumeOptionsTests
{
    private readonly VolumeFiles _files = new();

    [TestCleanup]
    public void DeleteFolder() => _files.Dispose();

    [TestMethod]
    public void SkipUnreadable_BrokenVolumes_AreLeftOutWithOneWarning()
    {
        var ml = new MLContext(1);
        var log = new LogLines(ml, "LoadVolumes");
        var (good, nan) = (_files.Write("good.nii", Volume(1)), _files.Write("nan.nii", Volume(float.NaN)));
        var (cut, missing) = (_files["cut.nii.gz"], _files["missing.nii"]);
        File.WriteAllBytes(cut, Volume(1).Packed[..40]);
        var view = View(cut, good, nan, _files.Write("other.nii", Volume(2)), missing);
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
        var view = View([_files["missing.nii"], .. Enumerable.Range(0, 12).Select(i => _files.Write($"{i}.nii", Volume(i)))]);
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
        var view = View(_files.Write("a.nii", Volume(1)));
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
}

using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Tests.Npy;

[TestClass]
public sealed class NpzTests
{
    private static readonly MLContext _ml = new(1);

    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    public void LoadNpz_ImagesAndLabels_GivesARowForEachFirstIndex()
    {
        var path = Write(
            ("train_images", NpyFile.Of("|u1", "(3, 2, 2, 2)", [.. Enumerable.Range(0, 24).Select(i => (byte)(10 * i))])),
            ("train_labels", NpyFile.Of(">i4", "(3, 1)", NpyFile.Bytes([7, 8, 9], BitConverter.GetBytes, isReversed: true))),
            ("ages", NpyFile.OfSingles("(3,)", 1.5f, 2.5f, 3.5f)),
            ("else", NpyFile.OfSingles("(5,)", 1, 2, 3, 4, 5)));
        var view = _ml.SelfSupervised.LoadNpz(path, ("Volume", "train_images"), ("Label", "train_labels"), ("Age", "ages"));
        CollectionAssert.AreEqual(new[] { 2, 2, 2 }, ((VectorDataViewType)view.Schema["Volume"].Type).Dimensions.ToArray());
        Assert.AreEqual(3, view.GetRowCount());
        var rows = Embeddings.Of(view, "Volume");
        for (var row = 0; row < 3; row++)
            CollectionAssert.AreEqual(Enumerable.Range(8 * row, 8).Select(i => 10f * i).ToArray(), rows[row]);
        CollectionAssert.AreEqual(new[] { 7f, 8, 9 }, view.GetColumn<float>("Label").ToArray());
        CollectionAssert.AreEqual(new[] { 1.5f, 2.5f, 3.5f }, view.GetColumn<float>("Age").ToArray());
    }

    [TestMethod]
    public void GetRowCursor_Shuffled_GivesEachRowOnceWithItsId()
    {
        var path = Write(("a", NpyFile.OfSingles("(9,)", 0, 1, 2, 3, 4, 5, 6, 7, 8)));
        var view = _ml.SelfSupervised.LoadNpz(path, ("Value", "a"));
        using var cursor = view.GetRowCursor(view.Schema, new Random(1));
        var (values, ids) = (cursor.GetGetter<float>(view.Schema["Value"]), cursor.GetIdGetter());
        var seen = new List<float>();
        float value = 0;
        Assert.ThrowsExactly<InvalidOperationException>(() => values(ref value));
        while (cursor.MoveNext())
        {
            values(ref value);
            DataViewRowId id = default;
            ids(ref id);
            Assert.AreEqual(new DataViewRowId((ulong)value, 0), id);
            seen.Add(value);
        }
        Assert.IsFalse(cursor.MoveNext());
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 9).Select(i => (float)i).ToArray(), seen);
        CollectionAssert.AreNotEqual(Enumerable.Range(0, 9).Select(i => (float)i).ToArray(), seen);
    }

    [TestMethod]
    public void LoadNpz_Training_EmbedsVolumes()
    {
        var random = new Random(1);
        var voxels = new byte[12 * 27];
        random.NextBytes(voxels);
        var view = _ml.SelfSupervised.LoadNpz(Write(("x", NpyFile.Of("|u1", "(12, 3, 3, 3)", voxels))), ("Volume", "x"));
        using var model = _ml.SelfSupervised.SimClr("Embedding", "Volume", Tiny.Options with { InputShape = [1, 3, 3, 3] }).Fit(view);
        Assert.HasCount(12, Embeddings.Of(model.Transform(view)));
    }

    [TestMethod]
    public void LoadNpz_ArraysThatCannotBeUsed_AreNamed()
    {
        var path = Write(
            ("a", NpyFile.OfSingles("(3,)", 1, 2, 3)), ("b", NpyFile.OfSingles("(2,)", 1, 2)),
            ("fortran", NpyFile.Of("<f4", "(1, 2)", new byte[8], isFortranOrder: true)),
            ("short", NpyFile.OfSingles("(3,)", 1, 2)), ("large", NpyFile.Of("<f8", "(2147483647,)", [])), ("text", [.. "no array"u8]));
        void Fails(string message, params (string, string)[] columns) =>
            Error.Is<InvalidDataException>(message, () => _ml.SelfSupervised.LoadNpz(path, columns));
        Fails($"'{path}' must have an array 'c', but has 'a', 'b', 'fortran', 'short', 'large', 'text'.", ("A", "c"));
        Fails($"Array 'b' could not be loaded from '{path}': it must have as many rows as 'a', 3, but has 2.", ("A", "a"), ("B", "b"));
        Fails(
            $"Array 'fortran' could not be loaded from '{path}': its last index must run fastest ('fortran_order' "
            + "False), but its first does.", ("A", "fortran"));
        Fails($"Array 'short' could not be loaded from '{path}': it must have 12 bytes of values, but ends after 8.", ("A", "short"));
        Fails(
            $"Array 'large' could not be loaded from '{path}': its values must have at most {Array.MaxLength} bytes and be in the "
            + "archive, but its header announces 17179869176.",
            ("A", "large"));
        Fails($"Array 'text' could not be loaded from '{path}': the file must begin with '\\x93NUMPY', but it does not.", ("A", "text"));
    }

    [TestMethod]
    public void LoadNpz_FileThatIsNone_IsSaid()
    {
        File.WriteAllText(_folder["no.npz"], "no archive");
        Error.Is<InvalidDataException>(
            $"'{_folder["no.npz"]}' must be an archive of arrays (.npz), but is none.",
            () => _ml.SelfSupervised.LoadNpz(_folder["no.npz"], ("A", "a")));
        Assert.ThrowsExactly<FileNotFoundException>(() => _ml.SelfSupervised.LoadNpz(_folder["missing.npz"], ("A", "a")));
        Error.Is<ArgumentException>(
            "LoadNpz needs at least one column, and each name once. (Parameter 'columns')", () => _ml.SelfSupervised.LoadNpz("a.npz"));
        Error.Is<ArgumentException>(
            "LoadNpz needs at least one column, and each name once. (Parameter 'columns')",
            () => _ml.SelfSupervised.LoadNpz("a.npz", ("A", "a"), ("A", "b")));
    }

    private string Write(params (string Name, byte[] Array)[] arrays)
    {
        using var archive = ZipFile.Open(_folder["arrays.npz"], ZipArchiveMode.Create);
        foreach (var (name, array) in arrays)
        {
            using var stream = archive.CreateEntry(name + ".npy").Open();
            stream.Write(array);
        }
        return _folder["arrays.npz"];
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using SkiaSharp;

namespace Nidl.ML.Tests.ImageLoading;

[TestClass]
public sealed class ImageLoadingTests
{
    private static readonly ImageLoadingOptions s_options = new() { Shape = [3, 4, 4] };

    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _ml = new(1);

    [TestCleanup]
    public void Clean() => _folder.Dispose();

    [TestMethod]
    public void Options_Defaults_AreDocumented()
    {
        var options = new ImageLoadingOptions();
        Assert.AreEqual<InputShape>([3, 224, 224], options.Shape);
        Assert.AreEqual(((string?)null, false), (options.Folder, options.OnlyInsideFolder));
        Assert.AreEqual((false, false), (options.RefuseSixteenBits, options.SkipUnreadable));
        CollectionAssert.AreEqual(new[] { 255.0 }, options.Background.ToArray());
        Assert.AreEqual((64L << 20, 512L << 20), (options.ReadAheadBytes, options.CacheBytes));
        Error.Is<ArgumentException>(
            "Shape must be (3, height, width) or, for gray, (1, height, width), but (4, 8, 8) was given. (Parameter 'Shape')",
            () => _ml.SelfSupervised.LoadImages("Image", "Path", [4, 8, 8]));
        Error.Is<ArgumentOutOfRangeException>(
            "Background must be 1 or 3 values from 0 to 255, but '[0, 256, 0]' was given. (Parameter 'Background')",
            () => _ = new ImageLoadingOptions { Background = [0, 256, 0] });
    }

    [TestMethod]
    public void Transform_Paths_GivesBytesWithTheirDimensions()
    {
        var loaded = Load(View(2), s_options);
        var type = (VectorDataViewType)loaded.Schema["Image"].Type;
        Assert.AreEqual(NumberDataViewType.Byte, type.ItemType);
        CollectionAssert.AreEqual(new[] { 3, 4, 4 }, type.Dimensions.ToArray());
        CollectionAssert.AreEqual(
            Enumerable.Repeat((byte)0, 16).Concat(Enumerable.Repeat((byte)7, 16)).Concat(Enumerable.Repeat((byte)250, 16)).ToArray(),
            Rows(loaded)[0]);
        CollectionAssert.AreEqual(
            SchemaShapes.Describe(SchemaShapes.Of(loaded)),
            SchemaShapes.Describe(_ml.SelfSupervised.LoadImages("Image", "Path", s_options).GetOutputSchema(SchemaShapes.Of(View(2)))));
    }

    [TestMethod]
    [DataRow(0L)]
    [DataRow(200L)]
    [DataRow(64L << 20)]
    public void Transform_ReadAhead_ChangesNeitherOrderNorShuffling(long bytes)
    {
        var view = _ml.Data.Cache(View(50));
        var ahead = Load(view, s_options with { ReadAheadBytes = bytes, CacheBytes = 0 });
        CollectionAssert.AreEqual(Enumerable.Range(0, 50).ToArray(), Numbers(ahead));
        int[] shuffled = Shuffled(view, new Random(new Random(3).Next()));
        CollectionAssert.AreEqual(shuffled, Numbers(ahead, new Random(3)));
        CollectionAssert.AreNotEqual(Enumerable.Range(0, 50).ToArray(), shuffled);
    }

    [TestMethod]
    public void Transform_OtherOrderThanForeseen_GivesEachRowItsOwnFile()
    {
        // Each cursor shuffles by itself: what is decoded ahead is not what comes.
        var source = new RestlessView(View(30));
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 30).ToArray(), Numbers(Load(source, s_options), new Random(1)));
    }

    [TestMethod]
    public void Transform_CursorSet_GivesAllRows()
    {
        var loaded = Load(View(20), s_options);
        var numbers = new List<int>();
        foreach (var cursor in loaded.GetRowCursorSet(loaded.Schema, 2))
            using (cursor)
                numbers.AddRange(Read(loaded, cursor));
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 20).ToArray(), numbers);
    }

    [TestMethod]
    public void Transform_FileThatFails_NamesColumnPathAndRow()
    {
        var view = View(5);
        File.WriteAllText(_folder["3.png"], "no image at all");
        var message =
            $"Column 'Image' could not be loaded from '{_folder["3.png"]}' in row 3: it must be JPEG, PNG, WebP, BMP, GIF or ICO, "
            + "but its first bytes are those of none, or it is broken.";
        foreach (var bytes in (long[])[0, 64 << 20])
            Error.Is<RowReadException>(message, () => Rows(Load(view, s_options with { ReadAheadBytes = bytes })));
        var model = _ml.SelfSupervised.LoadImages("Image", "Path", s_options)
            .Append(_ml.SelfSupervised.SimClr("Embedding", "Image", Tiny.Options));
        Error.Is<RowReadException>(message, () => model.Fit(view));
        Error.Is<RowReadException>(
            "Column 'Image' could not be loaded from '' in row 0: the path must not be blank, but it is.",
            () => Rows(Load(_ml.Data.LoadFromEnumerable([new PathRow()]), s_options)));
        var missing = Assert.ThrowsExactly<RowReadException>(
            () => Rows(Load(_ml.Data.LoadFromEnumerable([new PathRow { Path = _folder["missing.png"] }]), s_options)));
        Assert.IsInstanceOfType<FileNotFoundException>(missing.InnerException);
        Assert.AreEqual((0L, "Image"), (missing.Row, missing.Column));
    }

    [TestMethod]
    public void Transform_PathOutsideTheFolder_IsRefused()
    {
        var view = View(1);
        Directory.CreateDirectory(_folder["inside"]);
        Error.Is<RowReadException>(
            $"Column 'Image' could not be loaded from '{_folder["0.png"]}' in row 0: "
            + $"the path must lead to a file in the folder '{_folder["inside"]}', but it leads out of it.",
            () => Rows(Load(view, s_options with { Folder = _folder["inside"], OnlyInsideFolder = true })));
    }

    [TestMethod]
    public void SkipUnreadable_BrokenFiles_AreLeftOutAndCounted()
    {
        var log = new LogLines(_ml, "LoadImages");
        var view = View(12);
        File.WriteAllText(_folder["3.png"], "no image at all");
        File.Delete(_folder["11.png"]);
        var loaded = Load(view, s_options with { SkipUnreadable = true });
        int[] left = [0, 1, 2, 4, 5, 6, 7, 8, 9, 10];
        CollectionAssert.AreEqual(left, Numbers(loaded));
        // The same rows, whichever columns are asked for.
        CollectionAssert.AreEqual(left, loaded.GetColumn<int>("Number").ToArray());
        CollectionAssert.AreEqual(
            new[]
            {
                $"LoadImages left out 2 rows of column 'Image', whose files cannot be read, the first '{_folder["3.png"]}': "
                + "it must be JPEG, PNG, WebP, BMP, GIF or ICO, "
                + "but its first bytes are those of none, or it is broken.",
            },
            log.Warnings.ToArray());
        Assert.IsNull(loaded.GetRowCount());
        using var cursor = loaded.GetRowCursor(loaded.Schema);
        for (var row = 0; row < left.Length; row++)
        {
            Assert.IsTrue(cursor.MoveNext());
            Assert.AreEqual(row, cursor.Position);
        }
        using var model = _ml.SelfSupervised.SimClr("Embedding", "Image", Tiny.Options).Fit(loaded);
        Assert.HasCount(left.Length, Embeddings.Of(model.Transform(loaded)));
    }

    [TestMethod]
    public void Transform_SecondPass_DecodesOnlyWhatHasChanged()
    {
        var view = View(3);
        var (remembering, forgetful) = (Load(view, s_options), Load(view, s_options with { CacheBytes = 0 }));
        var first = Rows(remembering);
        // Of the same length and time, a file looks unchanged.
        var (path, written) = (_folder["1.png"], File.GetLastWriteTimeUtc(_folder["1.png"]));
        File.WriteAllBytes(path, new byte[new FileInfo(path).Length]);
        File.SetLastWriteTimeUtc(path, written);
        CollectionAssert.AreEqual(first[1], Rows(remembering)[1]);
        Assert.ThrowsExactly<RowReadException>(() => Rows(forgetful));
        File.SetLastWriteTimeUtc(path, written.AddSeconds(5));
        Assert.ThrowsExactly<RowReadException>(() => Rows(remembering));
        Write(1, 99);
        Assert.AreEqual(99, Rows(remembering)[1][0]);
    }

    [TestMethod]
    public void Transform_CacheAndBinaryFile_KeepTheColumn()
    {
        var loaded = Load(View(4), s_options);
        var expected = Rows(loaded);
        var cached = _ml.Data.Cache(loaded);
        for (var pass = 0; pass < 2; pass++)
            Assert.IsTrue(expected.Zip(Rows(cached)).All(pair => pair.First.SequenceEqual(pair.Second)));
        using (var file = File.Create(_folder["rows.idv"]))
            _ml.Data.SaveAsBinary(loaded, file);
        Assert.IsTrue(expected.Zip(Rows(_ml.Data.LoadFromBinary(_folder["rows.idv"]))).All(pair => pair.First.SequenceEqual(pair.Second)));
    }

    [TestMethod]
    public void SaveLoad_ChainWithTraining_EmbedsByViewAndByEngine()
    {
        var view = View(12);
        using var model = _ml.SelfSupervised.LoadImages("Image", "Path", s_options with { Background = [1, 2, 3], Folder = _folder.Path })
            .Append(_ml.SelfSupervised.SimClr("Embedding", "Image", Tiny.Options)).Fit(view);
        _ml.Model.Save(model, view.Schema, _folder["model.zip"]);
        var loaded = new MLContext(2).Model.Load(_folder["model.zip"], out _);
        using var engine = _ml.Model.CreatePredictionEngine<PathRow, EmbeddedRow>(loaded);
        var expected = Embeddings.Of(model.Transform(view));
        Assert.IsTrue(Embeddings.AreBitEqual(expected, Embeddings.Of(loaded.Transform(view))));
        Embeddings.AreClose([expected[5]], [engine.Predict(new PathRow { Path = "5.png" }).Embedding]);
        Assert.AreEqual(
            ((ImageLoadingTransformer)model.First()).Options,
            ((ImageLoadingTransformer)((IEnumerable<ITransformer>)loaded).First()).Options);
        var error = Assert.ThrowsExactly<RowReadException>(() => engine.Predict(new PathRow { Path = "none.png" }));
        StringAssert.StartsWith(error.Message, "Column 'Image' could not be loaded from 'none.png' in this row: ");
    }

    [TestMethod]
    public void ImageFolder_SubFolders_AreClasses()
    {
        View(3);
        Directory.CreateDirectory(_folder["cats/small"]);
        File.Move(_folder["1.png"], _folder["cats/1.PNG"]);
        File.Move(_folder["2.png"], _folder["cats/small/2.jpeg"]);
        File.WriteAllText(_folder["notes.txt"], "");
        var files = ImageFolder.Read(_folder.Path);
        CollectionAssert.AreEqual(
            new[] { _folder["0.png"], _folder["cats/1.PNG"], _folder["cats/small/2.jpeg"] }, files.GetColumn<string>("Path").ToArray());
        CollectionAssert.AreEqual(new[] { "", "cats", "cats" }, files.GetColumn<string>("Label").ToArray());
        Assert.HasCount(3, Rows(_ml.SelfSupervised.LoadImages("Image", "Path", s_options).Fit(files).Transform(files)));
        Directory.CreateDirectory(_folder["empty"]);
        Error.Is<ArgumentException>(
            $"The folder must have image files in it or below it, but '{_folder["empty"]}' has none. (Parameter 'folder')",
            () => ImageFolder.Read(_folder["empty"]));
        Assert.ThrowsExactly<DirectoryNotFoundException>(() => ImageFolder.Read(_folder["none"]));
    }

    private IDataView Load(IDataView view, ImageLoadingOptions options) =>
        _ml.SelfSupervised.LoadImages("Image", "Path", options).Fit(view).Transform(view);

    private IDataView View(int count) =>
        _ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, count).Select(number => new PathRow { Path = Write(number, number), Number = number }).ToArray());

    // Its red is what it is known by.
    private string Write(int number, int red)
    {
        Nidl.ML.Tests.ImageFiles.Write(_folder[$"{number}.png"], new SKColor((byte)red, 7, 250));
        return _folder[$"{number}.png"];
    }

    private static byte[][] Rows(IDataView view) => [.. view.GetColumn<byte[]>("Image")];

    private static int[] Numbers(IDataView view, Random? random = null)
    {
        using var cursor = view.GetRowCursor(view.Schema, random);
        return Read(view, cursor);
    }

    private static int[] Shuffled(IDataView view, Random random)
    {
        using var cursor = view.GetRowCursor([view.Schema["Number"]], random);
        var (getter, number, read) = (cursor.GetGetter<int>(view.Schema["Number"]), 0, new List<int>());
        while (cursor.MoveNext())
        {
            getter(ref number);
            read.Add(number);
        }
        return [.. read];
    }

    // Of each row, once it is sure that the file is its own.
    private static int[] Read(IDataView view, DataViewRowCursor cursor)
    {
        var (numbers, images) = (cursor.GetGetter<int>(view.Schema["Number"]), cursor.GetGetter<VBuffer<byte>>(view.Schema["Image"]));
        var (read, number, image) = (new List<int>(), 0, default(VBuffer<byte>));
        while (cursor.MoveNext())
        {
            numbers(ref number);
            images(ref image);
            Assert.AreEqual(number, image.GetValues()[0]);
            read.Add(number);
        }
        return [.. read];
    }

    private sealed class PathRow
    {
        public string Path { get; set; } = "";

        public int Number { get; set; }
    }

    private sealed class RestlessView(IDataView view) : IDataView
    {
        private int _cursors;

        public DataViewSchema Schema => view.Schema;

        public bool CanShuffle => true;

        public long? GetRowCount() => view.GetRowCount();

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
            view.GetRowCursor(columnsNeeded, new Random(_cursors++));

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
            [GetRowCursor(columnsNeeded, rand)];
    }
}

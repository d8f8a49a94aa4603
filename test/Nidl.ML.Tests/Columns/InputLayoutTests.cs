using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML.Tests.Persistence;

namespace Nidl.ML.Tests.Data;

/// <summary>Images whose channels come last are trained on as what they are, or refused.</summary>
[TestClass]
public sealed class InputLayoutTests
{
    private static readonly SimClrOptions First = Tiny.Options with
    {
        Encoder = new ConvNet2d { HiddenChannels = [], EmbeddingDimension = 3, Strides = [2] },
        Augmentations = [new RandomHorizontalFlip2d(), new ColorJitter()],
        BatchSize = 4,
    };

    private static readonly SimClrOptions Last = First with { InputLayout = InputLayout.ChannelsLast };

    private readonly MLContext _ml = new(1);

    [TestMethod]
    public void Fit_PixelsOfInterleavedColors_IsRefusedWithWhatToSet()
    {
        using var files = new ImageFiles();
        var view = files.View(_ml, 4);
        var interleaved = _ml.Transforms.ExtractPixels("Pixels", "Picture", interleavePixelColors: true).Fit(view).Transform(view);
        Error.Is<ArgumentException>(
            "InputLayout must be set for column 'Pixels' of shape (6, 8, 3), which looks like (height, width, channels), "
            + "where networks take channels first: "
            + "set it to ChannelsLast if it is, to ChannelsFirst if it is not; "
            + "ExtractPixels gives channels first unless interleavePixelColors is set. (Parameter 'InputLayout')",
            () => Fit(interleaved, First with { Augmentations = null }, "Pixels"));
        using var last = Fit(interleaved, Last, "Pixels");
        using var first = Fit(view, First, "Pixels");
        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.Of(first.Transform(view)), Embeddings.Of(last.Transform(interleaved))));
    }

    [TestMethod]
    [DataRow("6 8 1")]
    [DataRow("6 8 4")]
    [DataRow("5 6 8 1")]
    public void Fit_LastDimensionOfChannels_IsRefused(string dimensions)
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => Fit(Rows(dimensions, 4), Tiny.Options));
        Assert.AreEqual("InputLayout", error.ParamName);
        Assert.ThrowsExactly<ArgumentException>(
            () => Fit(Rows("", 4, Size(dimensions)), Tiny.Options with { InputShape = Shape(dimensions) }));
    }

    [TestMethod]
    [DataRow("3 8 1")]
    [DataRow("1 6 4")]
    [DataRow("6 8 2")]
    [DataRow("6 8 5")]
    [DataRow("100 3")]
    public void Fit_ShapeThatCanBeChannelsFirst_IsTaken(string dimensions)
    {
        using var model = Fit(Rows(dimensions, 4), Tiny.Options with { NumberOfEpochs = 0 });
        Assert.AreEqual((Shape(dimensions), InputLayout.ChannelsFirst), (model.InputShape, model.InputLayout));
    }

    [TestMethod]
    public void Fit_ChannelsFirst_IsTakenAtItsWord()
    {
        using var model = Fit(Rows("8 10 1", 4), Tiny.Options with { NumberOfEpochs = 0, InputLayout = InputLayout.ChannelsFirst });
        Assert.AreEqual([8, 10, 1], model.InputShape);
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow(6400L)]
    public void ChannelsLast_TrainedTransformedAndLoaded_IsAsChannelsFirst(long? budget)
    {
        var (firsts, lasts) = (Rows("3 4 5", 16), Turned(Rows("3 4 5", 16)));
        using var first = Fit(firsts, First with { MemoryBudgetBytes = budget ?? 1 << 20 });
        using var last = Fit(lasts, Last with { MemoryBudgetBytes = budget ?? 1 << 20 });
        var expected = Embeddings.Of(first.Transform(firsts));
        Assert.IsTrue(Embeddings.AreBitEqual(expected, Embeddings.Of(last.Transform(lasts))));
        Assert.AreEqual(([3, 4, 5], InputLayout.ChannelsLast), (last.InputShape, last.InputLayout));

        using var loaded = EmbeddingModelFile.Read(
            SavedModel.Reader(SavedModel.Written(writer => EmbeddingModelFile.Write(last, writer))), TorchSharp.torch.CPU);
        Assert.AreEqual(InputLayout.ChannelsLast, loaded.InputLayout);
        Assert.IsTrue(Embeddings.AreBitEqual(expected, Embeddings.Of(loaded.Transform(lasts))));
        Embeddings.AreClose(expected, Embedding.EmbeddingTransformTests.ByMapper(loaded, lasts));
    }

    [TestMethod]
    public void ChannelsLast_FlatColumn_TakesTheInputShape()
    {
        var flat = new VectorView(Turned(Rows("3 4 5", 16)).Rows);
        using var given = Fit(flat, Last with { InputShape = [4, 5, 3] });
        using var first = Fit(Rows("3 4 5", 16), First);
        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.Of(first.Transform(Rows("3 4 5", 16))), Embeddings.Of(given.Transform(flat))));
        Error.Is<ArgumentException>(
            "InputLayout ChannelsLast needs rows of two dimensions or more, but column 'Features' is of shape (60); set InputShape, "
            + "for example to [28, 28, 1]. (Parameter 'InputLayout')",
            () => Fit(flat, Last));
    }

    [TestMethod]
    public void Fit_InputShapeInAnotherOrder_IsRefused() =>
        Error.Is<ArgumentException>(
            "InputShape must have the dimensions of column 'Features' in their order, (4, 5, 3), but (3, 4, 5) was given; "
            + "where channels come last, set InputLayout to ChannelsLast. "
            + "(Parameter 'InputShape')",
            () => Fit(Turned(Rows("3 4 5", 4)), First with { InputShape = [3, 4, 5] }));

    [TestMethod]
    public void Transform_ColumnOfTheOtherLayout_IsRefused()
    {
        var (firsts, lasts) = (Rows("3 4 5", 4), Turned(Rows("3 4 5", 4)));
        using var first = Fit(firsts, First with { NumberOfEpochs = 0 });
        Error.Is<ArgumentOutOfRangeException>(
            "Schema mismatch for input column 'Features': expected Vector<Single, 3, 4, 5>, got Vector<Single, 4, 5, "
            + "3> (Parameter 'inputSchema')", () => first.Transform(lasts));
        using var last = Fit(lasts, Last with { NumberOfEpochs = 0 });
        Error.Is<ArgumentOutOfRangeException>(
            "Schema mismatch for input column 'Features': expected Vector<Single, 4, 5, 3>, got Vector<Single, 3, 4, "
            + "5> (Parameter 'inputSchema')",
            () => last.GetRowToRowMapper(firsts.Schema));
        // A flat column has no order to be wrong.
        Assert.HasCount(4, Embeddings.Of(first.Transform(new VectorView(firsts.Rows))));
    }

    [TestMethod]
    public void Fit_ValueThatIsNotFinite_HasTheColumnsIndex()
    {
        var view = Turned(Rows("3 4 5", 4));
        view.Rows[2] = new VBuffer<float>(60, [.. view.Rows[2].DenseValues().Select((value, i) => i == 17 ? float.NaN : value)]);
        Error.Is<InvalidOperationException>(
            "Column 'Features' must have finite values, but row 2 has NaN at index 17; replace missing values first.",
            () => Fit(view, Last));
    }

    [TestMethod]
    public void ChannelsLast_SparseRow_IsReadAsADenseOne()
    {
        var type = new VectorDataViewType(NumberDataViewType.Single, 1, 2, 3);
        var view = new VectorView([new VBuffer<float>(6, 2, [7f, 9f], [1, 5]), new VBuffer<float>(6, new float[6])], type);
        var column = FeatureColumn.BindInput(view.Schema, "Features", null, InputLayout.ChannelsLast);
        Assert.AreEqual([3, 1, 2], column.Shape);
        using var scope = TorchSharp.torch.NewDisposeScope();
        CollectionAssert.AreEqual(
            new float[] { 0, 0, 7, 0, 0, 9, 0, 0, 0, 0, 0, 0 }, TrainingRows.Read(view, [column], default)[0].data<float>().ToArray());
    }

    [TestMethod]
    public void Bind_SecondViewColumn_HasTheLayoutToo()
    {
        var lasts = Turned(Rows("3 4 5", 8));
        var pairs = _ml.Transforms.CopyColumns("Second", "Features").Fit(lasts).Transform(lasts);
        var features = FeatureColumn.BindInput(pairs.Schema, "Features", null, InputLayout.ChannelsLast);
        var second = FeatureColumn.BindSecondView(pairs.Schema, "Second", features);
        using var scope = TorchSharp.torch.NewDisposeScope();
        var parts = TrainingRows.Read(pairs, [features, second], default);
        CollectionAssert.AreEqual(parts[0].data<float>().ToArray(), parts[1].data<float>().ToArray());
        CollectionAssert.AreEqual(Rows("3 4 5", 8).Rows.SelectMany(row => row.DenseValues()).ToArray(), parts[1].data<float>().ToArray());
    }

    [TestMethod]
    public void Report_ChannelsLast_DrawsThePicturesOfChannelsFirst()
    {
        using var folder = new TemporaryFolder();
        var (firsts, lasts) = (Rows("3 4 5", 8), Turned(Rows("3 4 5", 8)));
        using var first = Fit(firsts, First);
        using var last = Fit(lasts, Last);
        _ml.SelfSupervised.Report(folder["first.html"], first, firsts);
        _ml.SelfSupervised.Report(folder["last.html"], last, lasts);
        string[] Pictures(string name) => [.. File.ReadAllText(folder[name]).Split("<img").Skip(1).Select(part => part.Split('>')[0])];
        Assert.IsNotEmpty(Pictures("first.html"));
        CollectionAssert.AreEqual(Pictures("first.html"), Pictures("last.html"));
    }

    private static EmbeddingTransformer Fit(IDataView view, SimClrOptions options, string column = "Features") =>
        new MLContext(1).SelfSupervised.SimClr("Embedding", column, options).Fit(view);

    private static VectorView Rows(string dimensions, int count, int size = 0) => new(
        VectorView.Random(count, size == 0 ? Size(dimensions) : size).Rows,
        dimensions.Length == 0
            ? null
            : new VectorDataViewType(NumberDataViewType.Single, Shape(dimensions).Select(dimension => (int)dimension).ToArray()));

    // The same images with channels last, by a plain loop.
    private static VectorView Turned(VectorView rows)
    {
        var shape = ((VectorDataViewType)rows.Schema["Features"].Type).Dimensions;
        var (channels, height, width) = (shape[0], shape[1], shape[2]);
        return new(
            rows.Rows.Select(row =>
            {
                var (values, turned) = (row.DenseValues().ToArray(), new float[row.Length]);
                for (var c = 0; c < channels; c++)
                    for (var y = 0; y < height; y++)
                        for (var x = 0; x < width; x++)
                            turned[(y * width + x) * channels + c] = values[(c * height + y) * width + x];
                return new VBuffer<float>(turned.Length, turned);
            }),
            new VectorDataViewType(NumberDataViewType.Single, height, width, channels));
    }

    private static InputShape Shape(string dimensions) => InputShape.Create([.. dimensions.Split(' ').Select(long.Parse)]);

    private static int Size(string dimensions) => Shape(dimensions).Size;
}

using Microsoft.ML;
using static TorchSharp.torch;

namespace Nidl.ML.Tests;

[TestClass]
public sealed class SecondViewTests
{
    private static readonly MLContext _ml = new(1);

    private static SimClrOptions Options { get; } = Tiny.Options with { Augmentations = null, SecondViewColumnName = "Second" };

    private static IDataView View(int rows = 24, float noise = 0.1f) => _ml.Data.LoadFromEnumerable(PairRow.Rows(rows, noise));

    private static EmbeddingTransformer Fit(SimClrOptions options, IDataView? view = null) =>
        _ml.SelfSupervised.SimClr("Embedding", "First", options).Fit(view ?? View());

    [TestMethod]
    public void Views_WithoutAugmentations_AreTheTwoColumns()
    {
        var rows = PairRow.Rows(8);
        var plan = TrainingPlan.Create(View(8).Schema, "First", "Embedding", Options, null);
        using var scope = NewDisposeScope();
        var parts = TrainingRows.Read(View(8), plan.Columns.Parts, 8, default);
        var batch = plan.Columns.CreateBatch(parts);
        var drawn = plan.Views.Draw(batch.Features, batch.SecondView, seed: 1, epoch: 0, firstRow: 0);
        CollectionAssert.AreEqual(rows.SelectMany(row => row.First).ToArray(), drawn[0].data<float>().ToArray());
        CollectionAssert.AreEqual(rows.SelectMany(row => row.Second).ToArray(), drawn[1].data<float>().ToArray());
    }

    [TestMethod]
    public void Augmentations_OnBothOrOneColumn_AreAllowed()
    {
        var noise = new GaussianNoise { StandardDeviation = 0.5 };
        Assert.AreEqual((1, 1), Counts(Options with { Augmentations = [noise] }));
        Assert.AreEqual((0, 1), Counts(Options with { SecondViewAugmentations = [noise] }));
        Assert.AreEqual((1, 0), Counts(Options with { Augmentations = [noise], SecondViewAugmentations = [] }));
        Assert.AreEqual((0, 0), Counts(Options));

        static (int, int) Counts(SimClrOptions options)
        {
            var views = TrainingPlan.Create(View().Schema, "First", "Embedding", options, null).Views;
            return (views.Views[0].Augmentations.Count, views.Views[1].Augmentations.Count);
        }
    }

    [TestMethod]
    public void Fit_SecondColumn_TakesPart()
    {
        using var near = Fit(Options);
        using var far = Fit(Options, View(noise: 2));
        Assert.AreNotEqual(near.History.Epochs[0].Loss, far.History.Epochs[0].Loss);
        Assert.IsFalse(Embeddings.AreBitEqual(Embeddings.Of(near.Transform(View())), Embeddings.Of(far.Transform(View()))));
    }

    [TestMethod]
    public void Fit_ValidationWithoutTheSecondColumn_IsRefused()
    {
        var without = _ml.Transforms.DropColumns("Second").Fit(View(4)).Transform(View(4));
        Error.Is<ArgumentOutOfRangeException>(
            "Could not find second-view column 'Second' (Parameter 'inputSchema')", () => Fit(Options with { ValidationData = without }));
    }

    [TestMethod]
    public void Transform_WithoutTheSecondColumn_Works()
    {
        using var transformer = Fit(Options);
        var rows = PairRow.Rows(6).Select(row => new FirstOnly { First = row.First });
        Assert.HasCount(6, Embeddings.Of(transformer.Transform(_ml.Data.LoadFromEnumerable(rows))));
    }

    [TestMethod]
    public void Fit_EveryMethod_TrainsOnReadyMadePairs()
    {
        var encoder = Tiny.Options.Encoder;
        IEstimator<EmbeddingTransformer>[] estimators =
        [
            _ml.SelfSupervised.Dcl(
                "Embedding", "First",
                new DclOptions { Encoder = encoder, SecondViewColumnName = "Second", NumberOfEpochs = 1, Device = "cpu", Seed = 1 }),
            _ml.SelfSupervised.BarlowTwins("Embedding", "First", new BarlowTwinsOptions
            {
                Encoder = encoder, SecondViewColumnName = "Second", NumberOfEpochs = 1, Device = "cpu", Seed = 1,
                ProjectionHiddenDimension = 8, ProjectionOutputDimension = 4,
            }),
            _ml.SelfSupervised.YAware("Embedding", "First", new YAwareOptions
            {
                Encoder = encoder, SecondViewColumnName = "Second", AuxiliaryColumnNames = ["Age"], NumberOfEpochs = 1, Device = "cpu",
                Seed = 1,
            }),
        ];
        foreach (var estimator in estimators)
        {
            using var transformer = estimator.Fit(View());
            Assert.IsTrue(double.IsFinite(transformer.History.Epochs.Single().Loss), transformer.Method);
        }
    }

    [TestMethod]
    public void Fit_ColumnOfAnotherShape_IsRefused()
    {
        Error.Is<ArgumentException>(
            "SecondViewColumnName must name a column of the shape of column 'First', which is (4), but 'Wide' is of shape (5). "
            + "(Parameter 'SecondViewColumnName')",
            () => Fit(Options with { SecondViewColumnName = "Wide" }));
        Error.Is<ArgumentException>(
            "SecondViewColumnName must name a column of the shape of column 'First', which is (4), but 'Square' is of shape (2, 2). "
            + "(Parameter 'SecondViewColumnName')",
            () => Fit(Options with { SecondViewColumnName = "Square" }));
    }

    [TestMethod]
    public void Fit_InputColumnItself_IsRefused()
    {
        const string Message =
            "SecondViewColumnName must name another column than the input column 'First', since two equal views teach nothing. "
            + "(Parameter 'SecondViewColumnName')";
        Error.Is<ArgumentException>(Message, () => Fit(Options with { SecondViewColumnName = "First" }));
        Error.Is<ArgumentException>(Message, () => Promise("First"));
    }

    [TestMethod]
    public void Fit_MissingColumnOrAnotherType_IsRefusedAsByTheSchema()
    {
        const string Missing = "Could not find second-view column 'Third' (Parameter 'inputSchema')";
        Error.Is<ArgumentOutOfRangeException>(Missing, () => Fit(Options with { SecondViewColumnName = "Third" }));
        Error.Is<ArgumentOutOfRangeException>(Missing, () => Promise("Third"));
        StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Promise("Text")).Message,
            "Schema mismatch for second-view column 'Text': expected a vector of Single or Byte of known size, or images, got ");
        StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Fit(Options with { SecondViewColumnName = "Text" })).Message,
            "Schema mismatch for second-view column 'Text'");
    }

    [TestMethod]
    public void Options_EmptyName_IsRefused() =>
        Assert.ThrowsExactly<ArgumentException>(() => Options with { SecondViewColumnName = "" });

    private static SchemaShape Promise(string secondView) =>
        _ml.SelfSupervised.SimClr("Embedding", "First", Options with { SecondViewColumnName = secondView })
            .GetOutputSchema(SchemaShapes.Of(View()));

    private sealed class FirstOnly
    {
        [Microsoft.ML.Data.VectorType(4)]
        public float[] First { get; set; } = [];
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML.Losses;

namespace Nidl.ML.Tests.SupCon;

[TestClass]
public sealed class SupConTrainingTests
{
    private static readonly SupConOptions Options = new()
    {
        Encoder = Tiny.Options.Encoder, Augmentations = Tiny.Options.Augmentations, NumberOfEpochs = 2, BatchSize = 8, WarmupEpochs = 0,
        Seed = 1, Device = "cpu",
        ProjectionHiddenDimension = 8, ProjectionOutputDimension = 4, Temperature = 0.1,
    };

    [TestMethod]
    public void Fit_KeyIntegerAndBooleanColumns_MeanTheSameClasses()
    {
        // Integers stand for classes as they are, also below 0.
        var keys = Loss(row => new() { Image = row.Image, Key = (uint)(row.Number % 2) + 1 }, "Key");
        var integers = Loss(row => new() { Image = row.Image, Integer = row.Number % 2 == 0 ? -7 : 40 }, "Integer");
        var booleans = Loss(row => new() { Image = row.Image, Boolean = row.Number % 2 == 0 }, "Boolean");
        Assert.AreEqual(keys, integers, 1e-6);
        Assert.AreEqual(keys, booleans, 1e-6);
        Assert.AreNotEqual(keys, Loss(row => new() { Image = row.Image, Integer = row.Number % 3 }, "Integer"), 1e-3);
    }

    [TestMethod]
    public void Fit_MissingKeys_AreRefusedOrLearntFromAsInSimClr()
    {
        // ML.NET reads a key beyond the count as missing.
        LabeledRow Without(ImageRow row) => new() { Image = row.Image, Key = 9 };
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Loss(Without, "Key"));
        Assert.Contains("'Key' must have a value in every row", error.Message);
        var missing = Loss(Without, "Key", Options with { MissingValues = MissingValues.NoNeighbors, BaseTemperature = 0.1 });
        using var simClr = Tiny.Fit(new MLContext(1), Tiny.Options with { Temperature = 0.1 });
        Assert.AreEqual(simClr.History.Epochs[^1].Loss, missing, 1e-5);
    }

    [TestMethod]
    public void Fit_BaseTemperature_ScalesTheLoss()
    {
        LabeledRow Row(ImageRow row) => new() { Image = row.Image, Integer = row.Number % 3 };
        var options = Options with { LearningRate = 1e-12 };
        Assert.AreEqual(
            2 * Loss(Row, "Integer", options with { BaseTemperature = 0.2 }), Loss(Row, "Integer", options with { BaseTemperature = 0.1 }),
            1e-4);
    }

    [TestMethod]
    [DataRow("Nothing", "Could not find label column 'Nothing' (Parameter 'inputSchema')")]
    [DataRow(
        "Single",
        "Schema mismatch for label column 'Single': expected Int32, Boolean or Key, got Single; "
        + "MapValueToKey makes a key of any values (Parameter 'inputSchema')")]
    public void Columns_ThatCannotBeUsed_AreRefusedByEstimatorAndFit(string column, string message)
    {
        var ml = new MLContext(1);
        var view = View(ml, row => new() { Image = row.Image });
        var estimator = ml.SelfSupervised.SupCon("Embedding", "Image", Options with { LabelColumnName = column });
        Error.Is<ArgumentOutOfRangeException>(message, () => estimator.Fit(view));
        Error.Is<ArgumentOutOfRangeException>(message, () => estimator.GetOutputSchema(SchemaShapes.Of(view)));
    }

    [TestMethod]
    public void Objective_Options_AreTheLosses()
    {
        using var objective = new SupConObjective(Options with { Temperature = 0.3, BaseTemperature = 0.6 });
        using var labels = TorchSharp.torch.tensor(new double[,] { { 2 }, { 1 }, { 2 }, { 1 } });
        using var classes = TorchSharp.torch.tensor(new long[] { 5, 2, 5, 2 });
        using var loss = new SupConLoss(0.3, 0.6);
        Encoders.ModuleStates.AssertClose(
            Conformance.ObjectiveProbe.Loss((z1, z2) => loss.call(z1, z2, classes)), Conformance.ObjectiveProbe.Loss(objective, labels),
            1e-6);
        using var head = objective.ProjectionHead.CreateModule(6);
        CollectionAssert.AreEqual(
            new[] { "layers.0.weight (8, 6)", "layers.0.bias (8)", "layers.2.weight (4, 8)", "layers.2.bias (4)" },
            Conformance.ObjectiveProbe.Head(objective));
    }

    private static double Loss(Func<ImageRow, LabeledRow> label, string column, SupConOptions? options = null)
    {
        var ml = new MLContext(1);
        using var model = ml.SelfSupervised.SupCon("Embedding", "Image", (options ?? Options) with { LabelColumnName = column })
            .Fit(View(ml, label));
        return model.History.Epochs[^1].Loss;
    }

    private static IDataView View(MLContext ml, Func<ImageRow, LabeledRow> label) =>
        ml.Data.LoadFromEnumerable(Images.Rows(24).Select(label));

    private sealed class LabeledRow
    {
        [VectorType(1, 6, 6)]
        public float[] Image { get; set; } = [];

        [KeyType(3)]
        public uint Key { get; set; }

        public int Integer { get; set; }

        public bool Boolean { get; set; }

        public float Single { get; set; }
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Tests.Training;

/// <summary>What cannot be trained is refused before the first step, in one sentence.</summary>
[TestClass]
public sealed class TrainingErrorTests
{
    [TestMethod]
    public void Fit_MissingColumn_UsesMlNetsWords()
    {
        Refused<ArgumentOutOfRangeException>(
            "Could not find input column 'Pixels' (Parameter 'inputSchema')", Images.View(new MLContext(1), 8), "Pixels", Tiny.Options);
        var shape = SchemaShapes.Of(Images.View(new MLContext(1), 8));
        Error.Is<ArgumentOutOfRangeException>(
            "Could not find input column 'Pixels' (Parameter 'inputSchema')",
            () => new MLContext(1).SelfSupervised.SimClr("Embedding", "Pixels", Tiny.Options).GetOutputSchema(shape));
    }

    [TestMethod]
    [DataRow("Label", "String; load the files that it names with LoadImages or LoadArrays of mlContext.SelfSupervised")]
    [DataRow(
        "Number",
        "Int32; convert it to Single with mlContext.Transforms.Conversion.ConvertType and put it into a vector with "
        + "mlContext.Transforms.Concatenate")]
    public void Fit_ColumnOfAnotherType_NamesBothTypesAndTheWay(string column, string type)
    {
        var message =
            $"Schema mismatch for input column '{column}': expected a vector of Single or Byte of known size, or images, "
            + $"got {type} (Parameter 'inputSchema')";
        Refused<ArgumentOutOfRangeException>(message, Images.View(new MLContext(1), 8), column, Tiny.Options);
        var shape = SchemaShapes.Of(Images.View(new MLContext(1), 8));
        Error.Is<ArgumentOutOfRangeException>(
            message, () => new MLContext(1).SelfSupervised.SimClr("Embedding", column, Tiny.Options).GetOutputSchema(shape));
    }

    [TestMethod]
    public void Fit_VectorOfUnknownSize_IsRefused()
    {
        var view = new VectorView(
            [new VBuffer<float>(2, [1, 2]), new VBuffer<float>(2, [1, 2])], new VectorDataViewType(NumberDataViewType.Single));
        var message = "Schema mismatch for input column 'Features': expected a vector of Single or Byte of known size, or images, got ";
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Tiny.FitVectors(view));
        Assert.StartsWith(message, error.Message);
        Error.Is<ArgumentOutOfRangeException>(
            message
                + "VarVector<Single>; give it a size, for example by [VectorType(784)] on the member that it comes "
                + "from (Parameter 'inputSchema')",
            () => new MLContext(1).SelfSupervised.SimClr("Embedding", "Features").GetOutputSchema(SchemaShapes.Of(view)));
    }

    [TestMethod]
    public void Fit_InputShapeOfAnotherSize_NamesBothSizes() =>
        Refused<ArgumentException>(
            "InputShape must have as many values as column 'Features', which has 3, but (1, 2, 2) has 4. (Parameter 'InputShape')",
            VectorView.Random(8, 3), "Features", Tiny.Options with { InputShape = [1, 2, 2] });

    [TestMethod]
    public void Fit_EncoderThatDoesNotFit_NamesTheShape() =>
        Refused<ArgumentException>(
            "ConvNet2d needs rows of shape (channels, height, width), but (3) was given. (Parameter 'inputShape')",
            VectorView.Random(8, 3), "Features", Tiny.Options with { Encoder = new ConvNet2d() });

    [TestMethod]
    public void Fit_AugmentationThatDoesNotFit_NamesTheShape()
    {
        var message = "RandomHorizontalFlip2d needs rows of shape (channels, height, width), but (3) was given. (Parameter 'inputShape')";
        Refused<ArgumentException>(
            message, VectorView.Random(8, 3), "Features", Tiny.Options with { Augmentations = [new RandomHorizontalFlip2d()] });
        Refused<ArgumentException>(
            message, VectorView.Random(8, 3), "Features", Tiny.Options with { SecondViewAugmentations = [new RandomHorizontalFlip2d()] });
    }

    [TestMethod]
    public void Fit_NoAugmentation_SaysWhy()
    {
        var message =
            "Augmentations must have at least one augmentation, since two equal views teach nothing, but none was given. "
            + "(Parameter 'Augmentations')";
        Refused<ArgumentException>(message, VectorView.Random(8, 3), "Features", Tiny.Options with { Augmentations = [] });
        Refused<ArgumentException>(
            message, VectorView.Random(8, 3), "Features", Tiny.Options with { Augmentations = [], SecondViewAugmentations = [] });
    }

    [TestMethod]
    [DataRow(float.NaN, "NaN")]
    [DataRow(float.NegativeInfinity, "-Infinity")]
    public void Fit_ValueThatIsNotFinite_NamesColumnRowAndIndex(float value, string text) =>
        Refused<InvalidOperationException>(
            $"Column 'Features' must have finite values, but row 2 has {text} at index 1; replace missing values first.",
            VectorView.Of([1, 2, 3], [4, 5, 6], [7, value, 9], [value, 1, 2]), "Features", Tiny.Options);

    [TestMethod]
    public void Fit_RowOfAnotherLength_NamesColumnAndRow()
    {
        var view = new VectorView([new VBuffer<float>(3, [1, 2, 3]), new VBuffer<float>(2, [1, 2])]);
        Refused<InvalidOperationException>(
            "Column 'Features' must have 3 values in every row, but row 1 has 2.", view, "Features", Tiny.Options);
    }

    [TestMethod]
    public void Fit_EmptyView_IsRefused() =>
        Refused<ArgumentException>(
            "Training needs at least 2 rows, but the view has 0. (Parameter 'input')", Images.View(new MLContext(1), 0), "Image",
            Tiny.Options);

    [TestMethod]
    public void Fit_OneRow_IsRefused() =>
        Refused<ArgumentException>(
            "Training needs at least 2 rows, but the view has 1. (Parameter 'input')", VectorView.Random(1, 3), "Features", Tiny.Options);

    [TestMethod]
    public void Fit_DropLastWithoutAFullBatch_IsRefused() =>
        Refused<ArgumentException>(
            "Training with DropLast needs at least BatchSize = 8 rows, but the view has 7. (Parameter 'input')",
            VectorView.Random(7, 3), "Features", Tiny.Options with { DropLast = true });

    [TestMethod]
    [DataRow("tpu")]
    [DataRow("CPU")]
    [DataRow("cuda:-1")]
    [DataRow("cuda:x")]
    [DataRow("")]
    public void Fit_UnknownDevice_NamesTheKnownOnes(string device) =>
        Refused<ArgumentException>(
            $"Device must be 'cpu', 'cuda' or 'cuda:N', but '{device}' was given. (Parameter 'Device')",
            VectorView.Random(8, 3), "Features", Tiny.Options with { Device = device });

    [TestMethod]
    public void Fit_NullArguments_AreRefused()
    {
        var ml = new MLContext(1);
        Assert.AreEqual(
            "input",
            Assert.ThrowsExactly<ArgumentNullException>(() => ml.SelfSupervised.SimClr("Embedding", "Image").Fit(null!)).ParamName);
        Assert.AreEqual(
            "inputSchema",
            Assert.ThrowsExactly<ArgumentNullException>(() => ml.SelfSupervised.SimClr("Embedding").GetOutputSchema(null!)).ParamName);
    }

    [TestMethod]
    public void Fit_Refused_LeavesNoTensorAndNoCursor()
    {
        var view = VectorView.Of([1, 2, 3], [4, 5, 6], [7, float.NaN, 9]);
        Assert.ThrowsExactly<InvalidOperationException>(() => Tiny.FitVectors(view));
        var before = TensorLeak.Live();
        Assert.ThrowsExactly<InvalidOperationException>(() => Tiny.FitVectors(view));
        Assert.AreEqual(before, TensorLeak.Live());
        Assert.AreEqual(0, view.OpenCursors);
    }

    private static void Refused<T>(string message, IDataView view, string column, SimClrOptions options)
        where T : Exception
    {
        var recorder = new StepRecorder();
        var estimator = new MLContext(1).SelfSupervised.SimClr("Embedding", column, options with { Callbacks = [recorder] });
        Error.Is<T>(message, () => estimator.Fit(view));
        Assert.IsEmpty(recorder.Calls);
    }
}

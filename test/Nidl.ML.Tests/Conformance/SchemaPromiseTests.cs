using Microsoft.ML;

namespace Nidl.ML.Tests.Schema;

[TestClass]
public sealed class SchemaPromiseTests
{
    [TestMethod]
    [DataRow("Embedding", "Image")]
    [DataRow("Image", null)]
    [DataRow("Label", "Image")]
    public void GetOutputSchema_Promise_IsWhatIsDelivered(string output, string? input)
    {
        var ml = new MLContext(1);
        var view = Images.View(ml, 24);
        var estimator = ml.SelfSupervised.SimClr(output, input, Tiny.Options);
        using var transformer = estimator.Fit(view);
        CollectionAssert.AreEqual(
            SchemaShapes.Describe(SchemaShapes.Of(transformer.Transform(view))),
            SchemaShapes.Describe(estimator.GetOutputSchema(SchemaShapes.Of(view))));
    }

    [TestMethod]
    public void GetOutputSchema_Promise_NamesTheAnnotations()
    {
        var ml = new MLContext(1);
        var promise = ml.SelfSupervised.SimClr("Embedding", "Image", Tiny.Options).GetOutputSchema(SchemaShapes.Of(Images.View(ml, 2)));
        CollectionAssert.Contains(
            SchemaShapes.Describe(promise), "Embedding: Vector Single [Nidl.Method: Scalar String []; SlotNames: Vector String []]");
    }

    [TestMethod]
    public void GetOutputSchema_Twice_DoesNotTrain()
    {
        var ml = new MLContext(1);
        var recorder = new StepRecorder();
        var estimator = ml.SelfSupervised.SimClr("Embedding", "Image", Tiny.Options with { Callbacks = [recorder] });
        estimator.GetOutputSchema(estimator.GetOutputSchema(SchemaShapes.Of(Images.View(ml, 2))));
        Assert.IsEmpty(recorder.Calls);
    }
}

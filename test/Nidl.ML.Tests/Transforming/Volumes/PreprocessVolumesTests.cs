using Microsoft.ML;
using Microsoft.ML.Data;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Transforming.Volumes;

[TestClass]
public sealed class PreprocessVolumesTests
{
    private static readonly VolumePreprocessing[] s_steps = [
        new CropOrPad { TargetShape = [4], Padding = VolumePadding.Edge }, new RobustRescaling { Percentiles = (5, 95) }];

    [TestMethod]
    public void Transform_Steps_AreAppliedInOrderToEachRow()
    {
        using var scope = NewDisposeScope();
        var view = View(3);
        var transformed = Estimator().Fit(view).Transform(view);
        CollectionAssert.AreEqual(new[] { 1, 4, 4, 4 }, ((VectorDataViewType)transformed.Schema["Small"].Type).Dimensions.ToArray());
        var rows = Embeddings.Of(transformed, "Small");
        var expected = s_steps[1].Apply(s_steps[0].Apply(stack([.. Enumerable.Range(0, 3).Select(Volume)])));
        Views.Batch.AreClose([.. rows.SelectMany(row => row.Select(value => (double)value))], expected, 0);
    }

    [TestMethod]
    public void GetOutputSchema_PromisedColumn_IsDelivered()
    {
        var view = View(1);
        CollectionAssert.AreEqual(
            SchemaShapes.Describe(SchemaShapes.Of(Estimator().Fit(view).Transform(view))),
            SchemaShapes.Describe(Estimator().GetOutputSchema(SchemaShapes.Of(view))));
    }

    [TestMethod]
    public void SaveLoad_ChainWithTraining_GivesEqualBits()
    {
        var ml = new MLContext(1);
        var view = View(8);
        using var model = Estimator().Append(ml.SelfSupervised.SimClr("Embedding", "Small", Tiny.Options)).Fit(view);
        using var file = new MemoryStream();
        ml.Model.Save(model, view.Schema, file);
        file.Position = 0;
        var loaded = new MLContext(2).Model.Load(file, out _);
        using var owner = (IDisposable)loaded;
        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.Of(model.Transform(view)), Embeddings.Of(loaded.Transform(view))));
        var steps = ((VolumePreprocessingTransformer)((TransformerChain<ITransformer>)loaded).First()).Steps;
        CollectionAssert.AreEqual(s_steps, steps.ToArray());
    }

    [TestMethod]
    public void PredictionEngine_OneVolume_IsPreprocessed()
    {
        using var scope = NewDisposeScope();
        var view = View(2);
        using var engine = new MLContext(1).Model.CreatePredictionEngine<VolumeRow, SmallRow>(Estimator().Fit(view));
        var expected = Embeddings.Of(Estimator().Fit(view).Transform(view), "Small")[1];
        CollectionAssert.AreEqual(expected, engine.Predict(new VolumeRow { Volume = Volume(1).data<float>().ToArray() }).Small);
    }

    [TestMethod]
    public void Transform_NotFinite_NamesColumnAndRow()
    {
        var rows = new[] { new VolumeRow { Volume = new float[60] }, new VolumeRow { Volume = [.. Enumerable.Repeat(float.NaN, 60)] } };
        var transformed = Estimator().Fit(View(1)).Transform(new MLContext(1).Data.LoadFromEnumerable(rows));
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Embeddings.Of(transformed, "Small"));
        StringAssert.StartsWith(error.Message, "Column 'Volume' must have finite values, but row 1 has NaN at index 0;");
    }

    [TestMethod]
    public void Fit_ColumnsAndShapesThatDoNotFit_Throw()
    {
        var ml = new MLContext(1);
        Error.Is<ArgumentOutOfRangeException>(
            "Could not find input column 'Image' (Parameter 'inputSchema')",
            () => ml.SelfSupervised.PreprocessVolumes("Small", s_steps, "Image").Fit(View(1)));
        Error.Is<ArgumentException>(
            "PreprocessVolumes needs rows of shape (channels, depth, height, width), but (60) was given. (Parameter 'inputShape')",
            () => ml.SelfSupervised.PreprocessVolumes("Small", s_steps, "Volume", [60]).Fit(View(1)));
        Error.Is<ArgumentException>(
            "InputShape must have as many values as column 'Volume', which has 60, but (1, 3, 4, 6) has 72. (Parameter 'InputShape')",
            () => ml.SelfSupervised.PreprocessVolumes("Small", s_steps, "Volume", [1, 3, 4, 6]).Fit(View(1)));
        Assert.ThrowsExactly<ArgumentNullException>(() => ml.SelfSupervised.PreprocessVolumes("Small", [new ZNormalization(), null!]));
    }

    private static VolumePreprocessingEstimator Estimator() =>
        new MLContext(1).SelfSupervised.PreprocessVolumes("Small", s_steps, "Volume", [1, 3, 4, 5]);

    private static Tensor Volume(int row) => Views.Batch.Random([1, 3, 4, 5], seed: row + 1);

    private static IDataView View(int rows)
    {
        using var scope = NewDisposeScope();
        return new MLContext(1).Data.LoadFromEnumerable(
            Enumerable.Range(0, rows).Select(row => new VolumeRow { Volume = Volume(row).data<float>().ToArray() }).ToArray());
    }

    internal sealed class VolumeRow
    {
        [VectorType(60)]
        public float[] Volume { get; set; } = [];
    }

    internal sealed class SmallRow
    {
        public float[] Small { get; set; } = [];
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Dependencies.Tests.MicrosoftML;

[TestClass]
public sealed class ModelTests
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly TrainerData.Row[] _rows = TrainerData.Rows(200);

    [TestMethod]
    public void SaveAndLoad_KeepTheScoresOfAWholePipeline()
    {
        var view = TrainerData.View(_ml, _rows);
        var pipeline = _ml.Transforms.Conversion.ConvertType("Number", outputKind: DataKind.Single)
            .Append(_ml.Transforms.ReplaceMissingValues("Number"))
            .Append(_ml.Transforms.Categorical.OneHotEncoding("First", "IsFirst"))
            .Append(_ml.Transforms.NormalizeMeanVariance("Scaled", "Features", fixZero: false))
            .Append(_ml.Transforms.Concatenate("All", "Scaled", "Number", "First"))
            .Append(_ml.Transforms.CopyColumns("Target", "Label"))
            .Append(_ml.Transforms.DropColumns("Scaled"))
            .Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Target", "All"));
        var model = pipeline.Fit(view);

        var loaded = Reload(model, view.Schema, out var schema);

        CollectionAssert.AreEqual(view.Schema.Select(c => c.ToString()).ToArray(), schema.Select(c => c.ToString()).ToArray());
        AssertSameScores<float[]>(model.Transform(view), loaded.Transform(view), s => s);
    }

    [TestMethod]
    public void SaveAndLoad_KeepEachKindOfModel()
    {
        var view = TrainerData.View(_ml, _rows);
        var binary = _ml.BinaryClassification.Trainers.LbfgsLogisticRegression("IsFirst").Fit(view);
        var regression = _ml.Regression.Trainers.Sdca("Number").Fit(view);

        var loaded = Reload(binary, view.Schema, out _).Transform(view);
        AssertSameScores<float>(binary.Transform(view), loaded, s => [s]);
        CollectionAssert.AreEqual(binary.Transform(view).GetColumn<float>("Probability").ToArray(), loaded.GetColumn<float>("Probability").ToArray());
        AssertSameScores<float>(regression.Transform(view), Reload(regression, view.Schema, out _).Transform(view), s => [s]);
    }

    [TestMethod]
    public void SaveAndLoad_ByPath_KeepKeyValues()
    {
        var view = _ml.Data.LoadFromEnumerable(Sample.Some);
        var model = _ml.Transforms.Conversion.MapValueToKey("K", "Name").Append(_ml.Transforms.Conversion.MapKeyToValue("Back", "K")).Fit(view);
        var path = Path.GetTempFileName();
        try
        {
            _ml.Model.Save(model, view.Schema, path);
            var loaded = new MLContext().Model.Load(path, out var schema);
            CollectionAssert.AreEqual(new[] { "a", "b", "a" }, loaded.Transform(view).GetColumn<string>("Back").ToArray());
            Assert.AreEqual(view.Schema.Count, schema.Count);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void CustomMapping_WithAContract_ComesBack()
    {
        var view = _ml.Data.LoadFromEnumerable(Sample.Some);
        var model = _ml.Transforms.CustomMapping(new Doubling().GetMapping(), "Doubling").Fit(view);

        var loaded = Reload(model, view.Schema, out _);

        CollectionAssert.AreEqual(new float[] { 2, 4, 6 }, loaded.Transform(view).GetColumn<float>("Doubled").ToArray());
    }

    [TestMethod]
    public void BrokenFile_Throws()
    {
        Assert.Throws<Exception>(() => _ml.Model.Load(new MemoryStream([1, 2, 3]), out _));
        Assert.Throws<Exception>(() => _ml.Model.Load(Path.Combine(Path.GetTempPath(), "no such model.zip"), out _));
    }

    [TestMethod]
    public void PredictionEngine_GivesTheScoresOfTransform()
    {
        var view = TrainerData.View(_ml, _rows);
        var model = _ml.Transforms.NormalizeMinMax("Features").Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy()).Fit(view);
        var expected = model.Transform(view).GetColumn<float[]>("Score").ToArray();

        using var engine = _ml.Model.CreatePredictionEngine<TrainerData.Row, Prediction>(model, new PredictionEngineOptions { OwnsTransformer = false });
        var reused = new Prediction();
        for (var i = 0; i < 20; i++)
        {
            CollectionAssert.AreEqual(expected[i], engine.Predict(_rows[i]).Score);
            engine.Predict(_rows[i], ref reused);
            CollectionAssert.AreEqual(expected[i], reused.Score);
            Assert.AreEqual((uint)Array.IndexOf(expected[i], expected[i].Max()) + 1, reused.PredictedLabel);
        }

        Assert.IsNotNull(engine.OutputSchema.GetColumnOrNull("Score"));
    }

    [TestMethod]
    public void PredictionEngine_BySchema_TakesTheModelsVectorSize()
    {
        var view = TrainerData.View(_ml, _rows);
        var model = _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Fit(view);
        using var stream = new MemoryStream();
        _ml.Model.Save(model, _ml.Transforms.SelectColumns("Label", "Features").Fit(view).Transform(view).Schema, stream);
        stream.Position = 0;
        var loaded = _ml.Model.Load(stream, out var schema);

        using var engine = _ml.Model.CreatePredictionEngine<Unsized, Prediction>(loaded, schema);

        CollectionAssert.AreEqual(model.Transform(view).GetColumn<float[]>("Score").First(), engine.Predict(new Unsized { Features = _rows[0].Features }).Score);
    }

    private static void AssertSameScores<T>(IDataView expected, IDataView actual, Func<T, float[]> values)
        => CollectionAssert.AreEqual(expected.GetColumn<T>("Score").SelectMany(values).ToArray(), actual.GetColumn<T>("Score").SelectMany(values).ToArray());

    private ITransformer Reload(ITransformer model, DataViewSchema schema, out DataViewSchema loadedSchema)
    {
        using var stream = new MemoryStream();
        _ml.Model.Save(model, schema, stream);
        stream.Position = 0;
        return new MLContext().Model.Load(stream, out loadedSchema);
    }

    public sealed class Prediction
    {
        public float[] Score { get; set; } = [];

        public uint PredictedLabel { get; set; }
    }

    public sealed class Unsized
    {
        [KeyType(3)]
        public uint Label { get; set; }

        public float[] Features { get; set; } = [];
    }

    [CustomMappingFactoryAttribute("Doubling")]
    public sealed class Doubling : CustomMappingFactory<TransformTests.In, TransformTests.Out>
    {
        public override Action<TransformTests.In, TransformTests.Out> GetMapping() => (input, output) => output.Doubled = 2 * input.Value;
    }
}

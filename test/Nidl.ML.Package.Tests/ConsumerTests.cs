using System.Security.Cryptography;
using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML;
using Nidl.ML.Losses;
using TorchSharp;

namespace Stranger;

/// <summary>What a stranger's program does with the packages.</summary>
[TestClass]
public sealed class ConsumerTests
{
    // Another package of this name and version, from wherever, would make every other test say nothing.
    [TestMethod]
    [DataRow(typeof(EmbeddingTransformer))]
    [DataRow(typeof(InfoNceLoss))]
    public void Assembly_IsThePackedOne(Type type)
    {
        var path = type.Assembly.Location;
        using var package = new PackedFile(Path.GetFileNameWithoutExtension(path));
        Assert.AreEqual(Hash(package.Bytes($"lib/net10.0/{Path.GetFileName(path)}")), Hash(File.ReadAllBytes(path)), path);
    }

    [TestMethod]
    public void Loss_OfOnesOwnLoop_IsComputed()
    {
        using var scope = torch.NewDisposeScope();
        var z = torch.eye(4);
        // Each row finds its other view at similarity 1 among 6 rows at 0.
        Assert.AreEqual(-1 / 0.5 + Math.Log(Math.Exp(1 / 0.5) + 6), new InfoNceLoss(0.5).call(z, z).ToDouble(), 1e-5);
    }

    [TestMethod]
    public void Chain_TrainedSavedAndLoaded_Predicts()
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Point.Some(90, seed: 1));
        var options = new SimClrOptions
        {
            Encoder = new MlpEncoder { HiddenDimensions = [16], EmbeddingDimension = 8 }, Augmentations = [new GaussianNoise()],
            ProjectionHiddenDimension = 16, ProjectionOutputDimension = 8, NumberOfEpochs = 10, BatchSize = 30, LearningRate = 1e-2, Seed = 1, Device = "cpu",
        };
        using var model = ml.SelfSupervised.SimClr("Embedding", "Features", options)
            .Append(ml.Transforms.Conversion.MapValueToKey("Label"))
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Label", "Embedding"))
            .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(data);

        using var file = new MemoryStream();
        ml.Model.Save(model, data.Schema, file);
        file.Position = 0;
        var other = new MLContext();
        using var engine = other.Model.CreatePredictionEngine<Point, Prediction>(other.SelfSupervised.LoadModel(file, out _));

        var expected = ml.Data.CreateEnumerable<Prediction>(model.Transform(data), reuseRowObject: false).ToArray();
        var points = Point.Some(90, seed: 1).ToArray();
        Assert.HasCount(90, expected);
        for (var i = 0; i < points.Length; i++)
        {
            var prediction = engine.Predict(points[i]);
            Assert.AreEqual(expected[i].PredictedLabel, prediction.PredictedLabel);
            Assert.HasCount(8, prediction.Embedding);
            for (var j = 0; j < 8; j++)
                Assert.AreEqual(expected[i].Embedding[j], prediction.Embedding[j], 1e-5f, $"row {i}, value {j}");
        }
        Assert.IsGreaterThan(60, points.Zip(expected).Count(pair => pair.First.Label == pair.Second.PredictedLabel));
    }

    private static string Hash(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes));

    private sealed class Point
    {
        [VectorType(6)]
        public float[] Features { get; set; } = [];

        public string Label { get; set; } = "";

        /// <summary>Points of three classes, around three corners.</summary>
        public static IEnumerable<Point> Some(int count, int seed)
        {
            var random = new Random(seed);
            return [.. Enumerable.Range(0, count).Select(number => new Point
            {
                Features = [.. Enumerable.Range(0, 6).Select(i => (i / 2 == number % 3 ? 1f : 0f) + 0.2f * random.NextSingle())], Label = $"corner {number % 3}",
            })];
        }
    }

    private sealed class Prediction
    {
        public float[] Embedding { get; set; } = [];

        public string PredictedLabel { get; set; } = "";
    }
}

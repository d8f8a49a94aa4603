using System.Security.Cryptography;
using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML;
using Nidl.ML.Losses;
using Stranger;
using TorchSharp;

// What a stranger's program does with the packages; each line of the output is a fact that a test looks at. The argument is
// where it saves its model; with "load" before that, it does nothing but let ML.NET load the model and predict.
if (args is ["load", var path])
{
    var context = new MLContext();
    var rows = context.Data.LoadFromEnumerable(Point.Some(90, seed: 1));
    foreach (var label in context.Model.Load(path, out _).Transform(rows).GetColumn<string>("PredictedLabel"))
        Console.WriteLine(label);
    return;
}
foreach (var type in new[] { typeof(EmbeddingTransformer), typeof(InfoNceLoss) })
    Console.WriteLine(
        $"{Path.GetFileName(type.Assembly.Location)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(type.Assembly.Location)))}");

using (torch.NewDisposeScope())
{
    var z = torch.eye(4);
    Console.WriteLine(FormattableString.Invariant($"loss {new InfoNceLoss(0.5).call(z, z).ToDouble():R}"));
}

var ml = new MLContext(seed: 1);
var data = ml.Data.LoadFromEnumerable(Point.Some(90, seed: 1));
var options = new SimClrOptions
{
    Encoder = new MlpEncoder { HiddenDimensions = [16], EmbeddingDimension = 8 }, Augmentations = [new GaussianNoise()],
    ProjectionHiddenDimension = 16, ProjectionOutputDimension = 8, NumberOfEpochs = 10, BatchSize = 30, LearningRate = 1e-2, Seed = 1,
    Device = "cpu",
};
using var model = ml.SelfSupervised.SimClr("Embedding", "Features", options)
    .Append(ml.Transforms.Conversion.MapValueToKey("Label"))
    .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Label", "Embedding"))
    .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
    .Fit(data);

using var file = File.Create(args[0]);
ml.Model.Save(model, data.Schema, file);
file.Position = 0;
var other = new MLContext();
using var engine = other.Model.CreatePredictionEngine<Point, Prediction>(other.SelfSupervised.LoadModel(file, out _));

var expected = ml.Data.CreateEnumerable<Prediction>(model.Transform(data), reuseRowObject: false).ToArray();
var points = Point.Some(90, seed: 1);
var predicted = points.Select(engine.Predict).ToArray();
Console.WriteLine($"rows {expected.Length}");
Console.WriteLine($"equal labels {predicted.Zip(expected).Count(pair => pair.First.PredictedLabel == pair.Second.PredictedLabel)}");
bool AreNear(float[] first, float[] second) => first.Zip(second).All(values => MathF.Abs(values.First - values.Second) < 1e-5f);
Console.WriteLine($"near embeddings {predicted.Zip(expected).Count(pair => AreNear(pair.First.Embedding, pair.Second.Embedding))}");
Console.WriteLine($"predicted {string.Join(',', expected.Select(prediction => prediction.PredictedLabel))}");
Console.WriteLine($"right labels {points.Zip(expected).Count(pair => pair.First.Label == pair.Second.PredictedLabel)}");

// Real images (Fashion-MNIST), each turned by a known angle. An encoder is pre-trained by SimCLR, which does not see the angles, and by
// y-Aware, whose auxiliary variable they are; afterwards a linear regressor on the frozen embeddings has few labels to learn the angle
// from. Three sets of different images: those of the pre-training, those of which the labeled ones are drawn, and those of the test. So
// y-Aware's advantage is what the angles of the pre-training images taught its encoder, and the error is on images that no training has
// seen. --help tells the options.
using System.Diagnostics;
using Microsoft.ML;
using Nidl.ML;
using RotationAngle;

var options = Options.Parse(args);
var watch = Stopwatch.StartNew();
var ml = new MLContext(seed: 1);
var (pretrainCount, labeledCount) = options.Small ? (768, 200) : (6000, 2000);
var read = RotatedImage.Read("train", pretrainCount + labeledCount, seed: 1);
var (pretrain, labeled) = (read[..pretrainCount], read[pretrainCount..]);
var test = RotatedImage.Read("t10k", options.Small ? 300 : 2000, seed: 2);
var pretrainView = ml.Data.LoadFromEnumerable(pretrain);
var labeledView = ml.Data.LoadFromEnumerable(labeled);
var testView = ml.Data.LoadFromEnumerable(test);

int[] labelCounts = options.Small ? [50, 200] : [50, 200, 1000];
var draws = options.Small ? 2 : 3;
var seeds = options.Seeds ?? (options.Small ? 1 : 3);
var pretraining = new Pretraining(ml, options.Epochs ?? (options.Small ? 2 : 15));
var regression = new AngleRegression(ml, labelCounts, draws);

Console.WriteLine(
    $"Fashion-MNIST turned by -{RotatedImage.LargestAngle} to {RotatedImage.LargestAngle} degrees: "
    + $"{pretrain.Length} images to pre-train on, " +
    $"{labeled.Length} to draw labeled ones of, {test.Length} to test on.\n" +
    $"Mean absolute error in degrees, mean over {draws} draws of the labels and over seeds 1 to {seeds} " +
    "(in brackets the standard deviation over the seeds).\n");
Console.WriteLine($"{"features",-14}{string.Concat(labelCounts.Select(count => $"{count + " labels",16}"))}{"seconds",10}");
// Half-way between the ends is the best that a guess without features can do.
Print("constant", _ => ([.. labelCounts.Select(_ => test.Average(image => (double)Math.Abs(image.Angle)))], null));
Print("raw pixels", seed => (regression.Measure(Pixels(labeled), Pixels(test), seed), null));
Print("untrained", seed => Measure(pretraining.Untrained(pretrainView, seed), seed));
Print("SimCLR", seed => Measure(pretraining.SimClr(pretrainView, seed), seed));
Print("y-Aware", seed => Measure(pretraining.YAware(pretrainView, seed), seed));
Console.WriteLine(FormattableString.Invariant($"\n{watch.Elapsed.TotalSeconds:F0} s in all."));

void Print(string name, Func<int, (IReadOnlyList<double> Errors, double? Seconds)> measure)
{
    var results = Enumerable.Range(1, seeds).Select(measure).ToArray();
    var errors = labelCounts.Select((_, i) => $"{Format([.. results.Select(result => result.Errors[i])]),16}");
    var seconds = results[0].Seconds is null ? "-" : FormattableString.Invariant($"{results.Average(result => result.Seconds):F1}");
    Console.WriteLine($"{name,-14}{string.Concat(errors)}{seconds,10}");
}

(IReadOnlyList<double> Errors, double? Seconds) Measure(EmbeddingTransformer trained, int seed)
{
    using var encoder = trained;
    return (regression.Measure(Embed(encoder, labeledView), Embed(encoder, testView), seed), encoder.History.Seconds);
}

List<AngleFeatures> Embed(EmbeddingTransformer encoder, IDataView images) =>
    [.. ml.Data.CreateEnumerable<EmbeddedImage>(encoder.Transform(images), reuseRowObject: false)
        .Select(image => new AngleFeatures { Features = image.Embedding, Angle = image.Angle })];

static List<AngleFeatures> Pixels(IEnumerable<RotatedImage> images) =>
    [.. images.Select(image => new AngleFeatures { Features = image.Image, Angle = image.Angle })];

static string Format(IReadOnlyList<double> errors)
{
    var mean = errors.Average();
    if (errors.Count == 1)
        return FormattableString.Invariant($"{mean:F2}");
    var spread = Math.Sqrt(errors.Sum(error => Math.Pow(error - mean, 2)) / (errors.Count - 1));
    return FormattableString.Invariant($"{mean:F2} ({spread:F2})");
}

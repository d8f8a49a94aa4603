// Pre-trains an encoder on Fashion-MNIST without labels, then compares what the same ML.NET classifier makes of raw pixels, of the
// untrained encoder's embeddings and of the trained one's, with few labels.
// --help tells the options.
using System.Diagnostics;
using System.Globalization;
using FashionMnist;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Nidl.ML;

var options = Options.Parse(args);
var watch = Stopwatch.StartNew();
var train = FashionImages.Read(options.Data, "train");
var test = FashionImages.Read(options.Data, "t10k");
if (options.Small)
    (train, test) = (train[..1000], test[..500]);

var ml = new MLContext(seed: options.Seed);
if (Console.IsOutputRedirected)
    ml.Log += (_, entry) =>
    {
        if (entry.Kind == ChannelMessageKind.Info && entry.Source.StartsWith("SimCLR", StringComparison.Ordinal))
            Console.WriteLine(entry.RawMessage);
    };
var trainView = ml.Data.LoadFromEnumerable(train);
var testView = ml.Data.LoadFromEnumerable(test);
Console.WriteLine($"Fashion-MNIST: {train.Count} images to pre-train on without labels, {test.Count} to test on.");

var simClr = new SimClrOptions
{
    Encoder = new ConvNet2d { EmbeddingDimension = 256 },
    Augmentations = [
        new RandomResizedCrop2d { Scale = (0.3, 1) }, new RandomHorizontalFlip2d(), new ColorJitter { Brightness = 0.4, Contrast = 0.4 },
        new GaussianNoise()],
    NumberOfEpochs = options.Epochs,
    BatchSize = 256,
    LearningRate = 3e-3,
    Temperature = 0.2,
    WarmupEpochs = 1,
    ProjectionHiddenDimension = 512,
    Seed = options.Seed,
    Precision = options.Precision,
};
using var untrained = ml.SelfSupervised.SimClr("Embedding", "Image", simClr with { NumberOfEpochs = 0 }).Fit(trainView);
using var trained = ProgressBar.Show(
    callbacks => ml.SelfSupervised.SimClr("Embedding", "Image", simClr with { Callbacks = callbacks }).Fit(trainView));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"{trained.Method}: {trained.History.Epochs.Count} epochs in {trained.History.Seconds:F0} s on {trained.History.Device}, "
    + $"loss {trained.History.Epochs[0].Loss:F3} -> {trained.History.Epochs[^1].Loss:F3}."));

int[] labelCounts = options.Small ? [100, 300, 600] : [100, 600, 6000];
var fewLabels = new FewLabels(ml, labelCounts, draws: options.Small ? 2 : 5);
Console.WriteLine(
    $"\nTest accuracy, mean over {(options.Small ? 2 : 5)} draws of the labels (in brackets the standard deviation in points):\n");
Console.WriteLine($"{"features",-14}{string.Concat(labelCounts.Select(count => $"{count + " labels",18}"))}");
var reported = new List<ReportedAccuracy>();
Print("raw pixels", Pixels(train), Pixels(test));
Print("untrained", Embed(untrained, trainView), Embed(untrained, testView));
Print("SimCLR", Embed(trained, trainView), Embed(trained, testView));
ml.SelfSupervised.Report(
    options.Report, trained, testView,
    new ReportOptions { Title = "Fashion-MNIST, pre-trained without labels", ColorColumnNames = ["Label"], Accuracies = reported });
Console.WriteLine($"\nReport: {options.Report}");
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"{watch.Elapsed.TotalSeconds:F0} s in all, "
    + $"peak memory {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:F0} MB, seed {options.Seed}."));

void Print(string name, List<LabelledFeatures> trainRows, List<LabelledFeatures> testRows)
{
    var accuracies = fewLabels.Measure(trainRows, testRows);
    reported.AddRange(
        accuracies.Zip(labelCounts, (accuracy, count) => new ReportedAccuracy($"{count} labels", name, accuracy.Mean, accuracy.Spread)));
    var texts = accuracies.Select(accuracy => FormattableString.Invariant($"{accuracy.Mean:F4} ({100 * accuracy.Spread:F2})"));
    Console.WriteLine($"{name,-14}{string.Concat(texts.Select(text => $"{text,18}"))}");
}

static List<LabelledFeatures> Pixels(List<FashionImage> images) =>
    [.. images.Select(image => new LabelledFeatures { Features = image.Image, Label = image.Label })];

List<LabelledFeatures> Embed(EmbeddingTransformer encoder, IDataView images) =>
    [.. ml.Data.CreateEnumerable<EmbeddedImage>(encoder.Transform(images), reuseRowObject: false)
        .Select(image => new LabelledFeatures { Features = image.Embedding, Label = image.Label })];

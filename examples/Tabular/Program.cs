// Pre-trains an encoder on a table without labels, by SimCLR with the default views of tables (SCARF, arXiv:2106.15147: 60 % of a row's
// values are replaced by those of other rows in one of its two views), then compares what the same ML.NET classifier makes of the columns
// themselves, of the untrained encoder's embeddings and of the trained one's, with few labels.
// --help tells the options.
using System.Diagnostics;
using System.Globalization;
using FashionMnist;
using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML;
using Tabular;

var (isSmall, report) = Options.Parse(args);
var watch = Stopwatch.StartNew();
var rows = DigitRow.Read(Path.Combine(AppContext.BaseDirectory, "data", "digits.csv.gz"));
new Random(7).Shuffle(rows);
var (test, train) = (rows[..450], rows[450..]);

var ml = new MLContext(seed: 1);
var trainView = ml.Data.LoadFromEnumerable(train);
var testView = ml.Data.LoadFromEnumerable(test);
Console.WriteLine($"Digits as a table of 64 columns: {train.Length} rows to pre-train on without labels, {test.Length} to test on.");

var options = new SimClrOptions
{
    Encoder = new MlpEncoder { HiddenDimensions = [256, 256], EmbeddingDimension = 128, Normalization = MlpNormalization.BatchNorm },
    NumberOfEpochs = isSmall ? 2 : 60,
    LearningRate = 1e-3,
    Temperature = 0.2,
    WarmupEpochs = 1,
    ProjectionHiddenDimension = 128,
    ProjectionOutputDimension = 64,
    Seed = 1,
};
using var untrained = Fit(options with { NumberOfEpochs = 0 });
using var trained = Fit(options);
var encoder = trained.LastTransformer;
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"{encoder.Method}: {encoder.History.Epochs.Count} epochs in {encoder.History.Seconds:F0} s on {encoder.History.Device}, "
    + $"loss {encoder.History.Epochs[0].Loss:F3} -> {encoder.History.Epochs[^1].Loss:F3}."));

int[] labelCounts = [20, 50, 100, 300];
var draws = isSmall ? 2 : 10;
var fewLabels = new FewLabels(ml, labelCounts, draws);
Console.WriteLine($"\nTest accuracy, mean over {draws} draws of the labels (in brackets the standard deviation in points):\n");
Console.WriteLine($"{"features",-14}{string.Concat(labelCounts.Select(count => $"{count + " labels",18}"))}");
var reported = new List<ReportedAccuracy>();
Print("raw columns", trained, row => row.Columns);
Print("untrained", untrained, row => row.Embedding);
Print("SimCLR", trained, row => row.Embedding);

var normalized = trained.Take(1).Single().Transform(testView);
ml.SelfSupervised.Report(
    report, encoder, normalized,
    new ReportOptions { Title = "Digits as a table, pre-trained without labels", ColorColumnNames = ["Label"], Accuracies = reported });
Console.WriteLine(FormattableString.Invariant($"\nReport: {report}\n{watch.Elapsed.TotalSeconds:F0} s in all."));

TransformerChain<EmbeddingTransformer> Fit(SimClrOptions simClr) =>
    ml.Transforms.NormalizeMeanVariance("Columns", fixZero: false).Append(ml.SelfSupervised.SimClr("Embedding", "Columns", simClr))
        .Fit(trainView);

void Print(string name, ITransformer model, Func<EncodedRow, float[]> features)
{
    var accuracies = fewLabels.Measure(Encode(model, trainView, features), Encode(model, testView, features));
    reported.AddRange(
        accuracies.Zip(labelCounts, (accuracy, count) => new ReportedAccuracy($"{count} labels", name, accuracy.Mean, accuracy.Spread)));
    var texts = accuracies.Select(accuracy => FormattableString.Invariant($"{accuracy.Mean:F4} ({100 * accuracy.Spread:F2})"));
    Console.WriteLine($"{name,-14}{string.Concat(texts.Select(text => $"{text,18}"))}");
}

List<LabeledFeatures> Encode(ITransformer model, IDataView view, Func<EncodedRow, float[]> features) =>
    [.. ml.Data.CreateEnumerable<EncodedRow>(model.Transform(view), reuseRowObject: false)
        .Select(row => new LabeledFeatures { Features = features(row), Label = row.Label })];

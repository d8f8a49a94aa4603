// From a folder of scans and a table of participants to a regressor of age. An encoder is pre-trained by SimCLR, which does not see the
// ages, and by y-Aware, whose auxiliary variable they are; afterwards a linear regressor on the frozen embeddings has 20 to 200 labels to
// learn the age from (the protocol of FOMO25's third task). Three sets of different subjects: those of the pre-training, those of which the
// labeled ones are drawn, and those of the test. The cohort is a synthetic one unless --data names a real one. --help tells the options.
using System.Diagnostics;
using BrainAge;
using Microsoft.ML;
using Nidl.ML;
using Nidl.ML.Losses;

var options = Options.Parse(args);
// The encoder is made of Torch's own modules before anything of ours runs.
Libtorch.Load();
var watch = Stopwatch.StartNew();
var ml = new MLContext(seed: 1);
Anatomy anatomy = options.Shapes || !ColinBrain.IsInstalled ? new Shapes() : ColinBrain.Read(ml);
using var synthetic = options.Data is null ? SyntheticCohort.Create(anatomy, subjects: options.Small ? 120 : 800, side: 32) : null;
var cohort = VolumeCohort.FromBids(synthetic?.Folder ?? options.Data!);
var name = synthetic is null ? options.Data! : $"synthetic cohort ({anatomy.Name})";

var scans = cohort.ToDataView(ml);
var outer = ml.SelfSupervised.SplitBySubject(scans, "Subject", "Age", testFraction: 0.2, seed: 1);
var inner = ml.SelfSupervised.SplitBySubject(outer.TrainSet, "Subject", "Age", testFraction: 0.35, seed: 1);
// Each volume to mean 0 and variance 1: scanners differ in their units.
var loading = ml.SelfSupervised.LoadVolumes("Volume", "Path", options: new VolumeOptions { NonFiniteVoxels = NonFiniteVoxels.SetToZero })
    .Append(ml.Transforms.NormalizeGlobalContrast("Volume", ensureZeroMean: true, ensureUnitStandardDeviation: true)).Fit(scans);
var pretrain = loading.Transform(inner.TrainSet);
var labeled = loading.Transform(ml.Data.FilterRowsByMissingValues(inner.TestSet, "Age"));
var test = loading.Transform(ml.Data.FilterRowsByMissingValues(outer.TestSet, "Age"));
var shape = ((ArrayLoadingTransformer)loading.First()).Shape;

var (labeledScans, testScans) = (Read(labeled), Read(test));
int[] labelCounts = [.. (options.Small ? new[] { 10, 20 } : [20, 50, 100, 200]).Where(count => count <= labeledScans.Count)];
var draws = options.Small ? 2 : 3;
var seeds = options.Seeds ?? (options.Small ? 1 : 3);
var pretraining = new Pretraining(ml, options.Epochs ?? (options.Small ? 2 : 10));
var regression = new AgeRegression(ml, labelCounts, draws);

Console.WriteLine(
    $"{name}: {cohort.Scans.Count} scans {shape}; {pretrain.GetRowCount()} to pre-train on, " +
    $"{labeledScans.Count} to draw labeled ones of, {testScans.Count} to test on.\n" +
    $"Mean absolute error in years, mean over {draws} draws of the labels and over seeds 1 to {seeds} " +
    "(in brackets the standard deviation over the seeds).\n");
Console.WriteLine($"{"features",-14}{string.Concat(labelCounts.Select(count => $"{count + " labels",16}"))}{"seconds",10}");
// The best that a guess without features can do.
var median = testScans.Select(scan => scan.Age).Order().ElementAt(testScans.Count / 2);
Print("constant", _ => ([.. labelCounts.Select(_ => testScans.Average(scan => (double)Math.Abs(scan.Age - median)))], null));
Print("regions", seed => (regression.Measure(Statistics(labeledScans), Statistics(testScans), seed), null));
Print("untrained", seed => Measure(pretraining.Untrained(pretrain, seed), seed));
Print("SimCLR", seed => Measure(pretraining.SimClr(pretrain, seed), seed));
Print("y-Aware", seed => Measure(pretraining.YAware(pretrain, seed), seed, isReported: seed == 1));
Console.WriteLine($"\nReport: {options.Report}");
Console.WriteLine(FormattableString.Invariant(
    $"{watch.Elapsed.TotalSeconds:F0} s in all, peak memory {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:F0} MB."));

void Print(string features, Func<int, (IReadOnlyList<double> Errors, double? Seconds)> measure)
{
    var results = Enumerable.Range(1, seeds).Select(measure).ToArray();
    var errors = labelCounts.Select((_, i) => $"{Format([.. results.Select(result => result.Errors[i])]),16}");
    var seconds = results[0].Seconds is null ? "-" : FormattableString.Invariant($"{results.Average(result => result.Seconds):F1}");
    Console.WriteLine($"{features,-14}{string.Concat(errors)}{seconds,10}");
}

(IReadOnlyList<double> Errors, double? Seconds) Measure(EmbeddingTransformer trained, int seed, bool isReported = false)
{
    using var encoder = trained;
    var (labeledRows, testRows) = (Embed(encoder, labeled), Embed(encoder, test));
    if (isReported)
        ml.SelfSupervised.Report(options.Report, encoder, test, new ReportOptions
        {
            Title = $"Brain age: {name}, pre-trained by {encoder.Method}",
            ColorColumnNames = ["Age", "Site"],
            ViewRows = 3,
            Predictions = regression.Predict(labeledRows, testRows, seed),
        });
    return (regression.Measure(labeledRows, testRows, seed), encoder.History.Seconds);
}

List<AgeFeatures> Embed(EmbeddingTransformer encoder, IDataView volumes) =>
    [.. ml.Data.CreateEnumerable<EmbeddedScan>(encoder.Transform(volumes), reuseRowObject: false)
        .Select(scan => new AgeFeatures { Features = scan.Embedding, Age = scan.Age })];

List<VolumeScan> Read(IDataView volumes) => [.. ml.Data.CreateEnumerable<VolumeScan>(volumes, reuseRowObject: false)];

List<AgeFeatures> Statistics(IEnumerable<VolumeScan> volumes) =>
    [.. volumes.Select(scan => new AgeFeatures { Features = RegionalStatistics.Of(scan.Volume, shape), Age = scan.Age })];

static string Format(IReadOnlyList<double> errors)
{
    var mean = errors.Average();
    if (errors.Count == 1)
        return FormattableString.Invariant($"{mean:F2}");
    var spread = Math.Sqrt(errors.Sum(error => Math.Pow(error - mean, 2)) / (errors.Count - 1));
    return FormattableString.Invariant($"{mean:F2} ({spread:F2})");
}

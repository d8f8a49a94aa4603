// Trains all methods on the same Fashion-MNIST images with the same encoder, views, epochs, batch size and seeds, and compares what the
// same ML.NET classifier makes of their embeddings with few labels. y-Aware's auxiliary variable is the mean brightness of the image.
// --help tells the options.
using System.Diagnostics;
using Methods;
using Microsoft.ML;

var options = Options.Parse(args);
var watch = Stopwatch.StartNew();
var ml = new MLContext(seed: 1);
var train = BrightImage.Read("train", options.Small ? 500 : 6000);
var test = BrightImage.Read("t10k", options.Small ? 500 : 10_000);
int[] labelCounts = options.Small ? [50, 200] : [100, 600];
var draws = options.Small ? 2 : 5;
var epochs = options.Epochs ?? (options.Small ? 1 : 10);
var seeds = options.Seeds ?? (options.Dcl && !options.Small ? 3 : 1);
var comparison = new Comparison(ml, train, test, labelCounts, draws, seeds);

Console.WriteLine(
    $"Fashion-MNIST: {train.Count} images to pre-train on without labels, {test.Count} to test on; {epochs} epochs, seeds 1 to {seeds}.\n" +
    $"Test accuracy, mean over {draws} draws of the labels and over the seeds (in brackets the standard deviation "
    + "over the seeds, in points).\n" +
    "Losses of different methods, and of different batch sizes, do not compare.\n");
Console.WriteLine(comparison.Header);
foreach (var (name, method, budget) in options.Dcl ? DclRuns() : MethodRuns())
    Console.WriteLine(comparison.Run(name, method, budget));
Console.WriteLine(FormattableString.Invariant($"\n{watch.Elapsed.TotalSeconds:F0} s in all."));

IEnumerable<(string Name, Method Method, Budget Budget)> MethodRuns()
{
    var batchSize = options.BatchSize ?? 256;
    return (options.Methods ?? Method.All)
        .Select(method => (method.Name, method, new Budget(epochs, batchSize)))
        .Prepend(("untrained", Method.SimClr, new Budget(0, batchSize)));
}

IEnumerable<(string Name, Method Method, Budget Budget)> DclRuns() =>
    from batchSize in new[] { 32, 256 }
    from method in new[] { Method.SimClr, Method.Dcl }
    select ($"{method.Name}, batch {batchSize}", method, new Budget(epochs, batchSize));

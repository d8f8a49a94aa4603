// Pre-trains encoders on Fashion-MNIST without labels, on the images as they are and on pictures of the same garments as a camera takes them, then
// compares what the same ML.NET classifiers make of raw pixels, of an untrained encoder's embeddings and of the trained one's, with few labels.
// --help tells the options.
using System.Diagnostics;
using FashionMnist;
using Microsoft.ML;
using Microsoft.ML.Runtime;

var options = Options.Parse(args);
var watch = Stopwatch.StartNew();
var train = FashionImages.Read(options.Data, "train");
var test = FashionImages.Read(options.Data, "t10k");
if (options.Small)
    (train, test) = (train[..1000], test[..500]);

var ml = new MLContext(seed: options.Seed);
ml.Log += (_, entry) =>
{
    if (entry.Kind == ChannelMessageKind.Warning || (Console.IsOutputRedirected && entry.Kind == ChannelMessageKind.Info && entry.Source.StartsWith("SimCLR", StringComparison.Ordinal)))
        Console.WriteLine(entry.RawMessage);
};
var study = new Study(ml, options);
study.Run(ImageSet.AsItIs(train, test, options.Epochs ?? (options.Small ? 2 : 14)), options.Report);
study.Run(ImageSet.FromCamera(train, test, options.CameraEpochs ?? (options.Small ? 1 : 10)), Path.ChangeExtension(options.Report, "camera.html"));
Console.WriteLine(FormattableString.Invariant(
    $"{watch.Elapsed.TotalSeconds:F0} s in all, peak memory {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:F0} MB, seed {options.Seed}."));

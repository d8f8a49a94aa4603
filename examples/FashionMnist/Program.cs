// Pre-trains encoders on Fashion-MNIST without labels, on the images as they are and on pictures of the same garments as a camera takes
// them, then compares what the same ML.NET classifiers make of raw pixels, of an untrained encoder's embeddings and of the trained one's,
// with few labels.
// --help tells the options.
using System.Diagnostics;
using System.Globalization;
using FashionMnist;
using Microsoft.ML;
using Microsoft.ML.Runtime;

var options = Options.Parse(args);
var watch = Stopwatch.StartNew();
var ml = new MLContext(seed: options.Seed);
ml.Log += (_, entry) =>
{
    var isProgress = entry.Kind == ChannelMessageKind.Info && entry.Source.StartsWith("SimCLR", StringComparison.Ordinal);
    if (entry.Kind == ChannelMessageKind.Warning || (isProgress && Console.IsOutputRedirected))
        Console.WriteLine(entry.RawMessage);
};
var study = new Study(ml, options);
if (options.Pictures != Pictures.Camera)
    study.Run(ImageSet.AsItIs(Read("train", 1000), Read("t10k", 500), options.Epochs ?? (options.Small ? 2 : 12)), options.Report);
var cameraReport = Path.ChangeExtension(options.Report, "camera.html");
if (options.Pictures != Pictures.AsTheyAre)
    study.Run(ImageSet.FromCamera(Read("train", 1000), Read("t10k", 500), options.Epochs ?? (options.Small ? 1 : 14)), cameraReport);
var memory = Process.GetCurrentProcess().PeakWorkingSet64 / 1e6;
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds:F0} s in all, peak memory {memory:F0} MB, seed {options.Seed}."));

List<FashionImage> Read(string part, int smallCount)
{
    var images = FashionImages.Read(options.Data, part);
    return options.Small ? images[..smallCount] : images;
}

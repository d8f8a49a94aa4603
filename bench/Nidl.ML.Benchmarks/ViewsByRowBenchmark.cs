using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Benchmarks;

/// <summary>
/// Views of a batch of 256 images, drawn batched and drawn by a loop over the samples that applies the same operations to each and joins
/// the results; the two in turn, in one run: the median and the fastest round of each, and the median of the rounds' ratios.
/// `views-by-row [threads [largest side]]`.
/// </summary>
internal static class ViewsByRowBenchmark
{
    public static void Run(int threads, int largest)
    {
        set_num_threads(threads);
        Console.WriteLine($"One view of {ImageBatch.Size} images, {get_num_threads()} threads, torch {__version__}, milliseconds.\n");
        Console.WriteLine("| images | augmentation | batched | fastest | loop | fastest | ratio |");
        Console.WriteLine("|---|---|---:|---:|---:|---:|---:|");
        foreach (var shape in ImageBatch.Shapes(largest))
            foreach (var name in ImageBatch.Augmentations(shape).Keys)
                Print(shape, name);
    }

    private static void Print(InputShape shape, string name)
    {
        using var batch = rand(shape.WithBatch(ImageBatch.Size));
        var augmentation = ImageBatch.Augmentations(shape)[name];
        var draw = 0;
        var times = Rounds.Time(
            shape[1] > 100 ? 3 : 15,
            () => ImageBatch.Draw(augmentation, batch, draw),
            () => ImageBatch.DrawByRow(augmentation, batch, draw++));
        var (batched, loop) = (times[0], times[1]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {ImageBatch.Name(shape)} | {name} | {Rounds.Quantile(batched, 0.5):F2} | {batched.Min():F2} "
            + $"| {Rounds.Quantile(loop, 0.5):F2} | {loop.Min():F2} | {Rounds.Ratio(loop, batched):F1} |"));
    }
}

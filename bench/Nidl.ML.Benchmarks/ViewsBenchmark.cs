using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Benchmarks;

/// <summary>
/// Views of a batch of 256 images, drawn batched and drawn by a loop over the samples that applies the same operations to each and joins
/// the results. Both in one run, interleaved: the median and the fastest round of each, and the median of the rounds' ratios.
/// `views [threads [largest side]]`.
/// </summary>
internal static class ViewsBenchmark
{
    private const int BatchSize = 256;

    private static readonly long[][] s_shapes = [[1, 28, 28], [3, 32, 32], [3, 224, 224]];

    public static void Run(int threads, int largest)
    {
        set_num_threads(threads);
        Console.WriteLine($"One view of {BatchSize} images, {get_num_threads()} threads, torch {__version__}, milliseconds.");
        Console.WriteLine();
        Console.WriteLine("| images | augmentation | batched | fastest | loop | fastest | ratio |");
        Console.WriteLine("|---|---|---:|---:|---:|---:|---:|");
        foreach (var shape in s_shapes.Where(shape => shape[1] <= largest))
            foreach (var (name, augmentation) in Pipelines(InputShape.Create(shape)))
                Measure(shape, name, augmentation);
    }

    private static IEnumerable<(string Name, Augmentation Augmentation)> Pipelines(InputShape shape)
    {
        var colours = shape[0] == 3;
        var jitter = colours ? new ColorJitter() : new ColorJitter { Saturation = 0, Hue = 0 };
        yield return ("crop, flip, jitter, noise",
            new AugmentationSequence(new RandomResizedCrop2d(), new RandomHorizontalFlip2d(), jitter, new GaussianNoise()));
        yield return ("SimClrImage()", new AugmentationSequence([.. AugmentationPresets.SimClrImage(shape)]));
        yield return ("RandomResizedCrop2d", new RandomResizedCrop2d());
        yield return ("RandomHorizontalFlip2d", new RandomHorizontalFlip2d());
        yield return ("ColorJitter", jitter);
        if (colours)
            yield return ("ColorJitter without hue", jitter with { Hue = 0 });
        yield return ("GaussianNoise", new GaussianNoise());
        yield return ("GaussianBlur2d", new GaussianBlur2d());
        yield return ("RandomRotation2d", new RandomRotation2d());
        yield return ("RandomErasing2d", new RandomErasing2d());
        yield return ("RandomCropWithPadding2d", new RandomCropWithPadding2d());
    }

    private static void Measure(long[] shape, string name, Augmentation augmentation)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var batch = rand([BatchSize, .. shape]);
        var rounds = shape[1] > 100 ? 3 : 15;
        var (batched, loop) = (new double[rounds], new double[rounds]);
        Batched(augmentation, batch, 0);
        Loop(augmentation, batch, 0);
        for (var round = 0; round < rounds; round++)
        {
            batched[round] = Time(() => Batched(augmentation, batch, round));
            loop[round] = Time(() => Loop(augmentation, batch, round));
        }
        var ratio = Median(loop.Zip(batched, (slow, fast) => slow / fast));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {string.Join('x', shape)} | {name} | {Median(batched):F2} | {batched.Min():F2} | {Median(loop):F2} | "
            + $"{loop.Min():F2} | {ratio:F1} |"));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Batched(Augmentation augmentation, Tensor batch, int round)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomSource(CPU, 1, round);
        augmentation.Apply(batch, random);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Loop(Augmentation augmentation, Tensor batch, int round)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomSource(CPU, 1, round);
        var views = new Tensor[BatchSize];
        for (var i = 0; i < BatchSize; i++)
            views[i] = augmentation.Apply(batch.narrow(0, i, 1), random);
        cat(views, 0);
    }

    private static double Time(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

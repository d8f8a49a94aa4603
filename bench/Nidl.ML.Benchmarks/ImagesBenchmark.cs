using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Benchmarks;

/// <summary>
/// Images a second of our LoadImages against ML.NET's LoadImages, ResizeImages and ExtractPixels, from JPEG files of 640x480 to rows of
/// 224x224, nothing remembered. Interleaved in one run; the median and the best of the rounds' ratios. `images [files]`.
/// </summary>
internal static class ImagesBenchmark
{
    private const int Side = 224;
    private const int Rounds = 3;

    public static void Run(int files)
    {
        var folder = Directory.CreateTempSubdirectory("nidl-images-").FullName;
        try
        {
            var ml = new MLContext(1);
            var view = ml.Data.LoadFromEnumerable(JpegFiles.Write(folder, files));
            var ours = ml.SelfSupervised.LoadImages("Pixels", "Path", new ImageLoadingOptions { Shape = [3, Side, Side], CacheBytes = 0 })
                .Fit(view).Transform(view);
            var theirs = ml.Transforms.LoadImages("Picture", folder, "Path")
                .Append(ml.Transforms.ResizeImages("Picture", Side, Side))
                .Append(ml.Transforms.ExtractPixels("Pixels", "Picture")).Fit(view).Transform(view);
            Console.WriteLine($"{files} JPEG files of 640x480 to {Side}x{Side}, {Environment.ProcessorCount} processors; images a second.");
            Read<float>(theirs, 100);
            Read<byte>(ours, 100);
            var pairs = Enumerable.Range(0, Rounds).Select(_ => (Theirs: Read<float>(theirs, files), Ours: Read<byte>(ours, files)))
                .ToArray();
            foreach (var (slow, fast) in pairs)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"ML.NET {slow.Speed:F0} ({slow.Milliseconds:F1} ms of processor each), "
                    + $"Nidl.ML {fast.Speed:F0} ({fast.Milliseconds:F1} ms), ratio {fast.Speed / slow.Speed:F2}"));
            var ratios = pairs.Select(pair => pair.Ours.Speed / pair.Theirs.Speed).Order().ToArray();
            Console.WriteLine(FormattableString.Invariant($"median ratio {ratios[Rounds / 2]:F2}, best {ratios[^1]:F2}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Images a second, and milliseconds of the processors for each.
    private static (double Speed, double Milliseconds) Read<T>(IDataView view, int rows)
    {
        var (start, busy) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        using var cursor = view.GetRowCursor([view.Schema["Pixels"]]);
        var getter = cursor.GetGetter<VBuffer<T>>(view.Schema["Pixels"]);
        VBuffer<T> pixels = default;
        var read = 0;
        for (; read < rows && cursor.MoveNext(); read++)
            getter(ref pixels);
        return (read / Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - busy).TotalMilliseconds / read);
    }
}

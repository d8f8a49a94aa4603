using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Benchmarks;

/// <summary>
/// The share of the views in a step: two views of 8 samples against the two passes, forward and backward, of an encoder of depth 18; in
/// turn, in one run. `volume-step [threads [rounds]]` for volumes of 64^3, `image-step [threads [rounds]]` for images of 3x224x224.
/// </summary>
internal static class ViewShareBenchmark
{
    private const int BatchSize = 8;

    public static void RunVolumes(int threads, int rounds) =>
        Run(threads, rounds, new ResNet3d(), [1, 64, 64, 64], "YAwareAllVolume()", AugmentationPresets.YAwareAllVolume());

    public static void RunImages(int threads, int rounds) =>
        Run(threads, rounds, new ResNet2d(), [3, 224, 224], "SimClrImage()", AugmentationPresets.SimClrImage());

    private static void Run(
        int threads, int rounds, Encoder network, InputShape shape, string preset, IReadOnlyList<Augmentation> augmentations)
    {
        set_num_threads(threads);
        using var scope = NewDisposeScope();
        var encoder = network.CreateModule(shape);
        var views = new AugmentationSequence(augmentations);
        var batch = rand(shape.WithBatch(BatchSize));
        var draw = 0;
        var times = Rounds.Time(rounds, () => { View(); View(); }, () => { Pass(); Pass(); });
        var (drawing, training) = (times[0], times[1]);
        var share = Rounds.Quantile([.. drawing.Zip(training, (view, pass) => 100 * view / (view + pass))], 0.5);
        Console.WriteLine(
            $"A step at batch {BatchSize} of {ImageBatch.Name(shape)}, {network.GetType().Name} of depth 18, "
            + $"{get_num_threads()} threads, torch {__version__}.");
        Console.WriteLine(FormattableString.Invariant(
            $"Two views by {preset}: {drawing.Min():F1} ms; two passes of the encoder: {training.Min():F0} ms; ")
            + FormattableString.Invariant($"the views' share, median of the rounds: {share:F1} %."));

        void View()
        {
            using var random = new RandomSource(CPU, 1, draw++);
            views.Apply(batch, random);
        }

        void Pass()
        {
            var output = encoder.call(batch);
            output.backward([ones_like(output)]);
        }
    }
}

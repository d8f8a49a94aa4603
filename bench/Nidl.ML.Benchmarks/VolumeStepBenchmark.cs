using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Benchmarks;

/// <summary>
/// The share of the views in a step on volumes: two views of 8 volumes of 64^3 against the two passes, forward and backward, of a ResNet3d
/// of depth 18; in turn, in one run. `volume-step [threads [rounds]]`.
/// </summary>
internal static class VolumeStepBenchmark
{
    private const int BatchSize = 8;
    private const int Side = 64;

    public static void Run(int threads, int rounds)
    {
        set_num_threads(threads);
        using var scope = NewDisposeScope();
        var encoder = new ResNet3d().CreateModule([1, Side, Side, Side]);
        var views = new AugmentationSequence(AugmentationPresets.YAwareAllVolume());
        var batch = rand([BatchSize, 1, Side, Side, Side]);
        var draw = 0;
        var times = Rounds.Time(rounds, () => { View(); View(); }, () => { Pass(); Pass(); });
        var (drawing, training) = (times[0], times[1]);
        var share = Rounds.Quantile([.. drawing.Zip(training, (view, pass) => 100 * view / (view + pass))], 0.5);
        Console.WriteLine(
            $"A step at batch {BatchSize} of 1x{Side}x{Side}x{Side}, ResNet3d of depth 18, "
            + $"{get_num_threads()} threads, torch {__version__}.");
        Console.WriteLine(FormattableString.Invariant(
            $"Two views by YAwareAllVolume(): {drawing.Min():F0} ms; two passes of the encoder: {training.Min():F0} ms; ")
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

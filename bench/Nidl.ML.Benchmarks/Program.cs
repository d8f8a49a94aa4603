using System.CommandLine;
using Nidl.ML.Losses;

namespace Nidl.ML.Benchmarks;

/// <summary>`dotnet run -c Release --project bench/Nidl.ML.Benchmarks -- losses` and the like.</summary>
internal static class Program
{
    private static int Main(string[] arguments) =>
        new RootCommand("Measures where time and memory go.")
        {
            Losses(), Views(), ViewsByRow(), Volumes(), VolumeStep(), ImageStep(), VolumeMemory(), Step(), Streaming(), Cohort(), Images(),
            ImageTraining(),
            Fits(), Training(), Layouts(), Inference(), Engine(), Loops(),
        }.Parse(arguments).Invoke();

    private static Command Losses()
    {
        var (largest, smallest) = (Number("largest", "the largest batch", 4096), Number("smallest", "the smallest batch", 256));
        var command = Benchmark("losses", "forward and backward of each loss", largest, smallest, LossesBenchmark.Run);
        var name = new Argument<string>("loss") { Description = "the method of LossesBenchmark" };
        var batch = new Argument<int>("batch") { Description = "rows a step" };
        var memory = new Command("memory", "the peak growth of resident memory in one step of a loss") { name, batch };
        memory.SetAction(result => Run(() => PeakMemory.Print(result.GetRequiredValue(name), result.GetValue(batch))));
        command.Add(memory);
        return command;
    }

    private static Command Views() => Benchmark(
        "views", "one view of a batch of images, by each augmentation",
        Threads(), Number("largest", "the largest side of an image", 224), ViewsBenchmark.Run);

    private static Command ViewsByRow() => Benchmark(
        "views-by-row", "views drawn for a batch against views drawn row by row",
        Threads(), Number("largest", "the largest side of an image", 224), ViewsByRowBenchmark.Run);

    private static Command Volumes()
    {
        var (threads, side, rounds) = (Threads(), Number("side", "voxels a side", 64), Number("rounds", "measurements of each way", 7));
        var operations = new Argument<string[]>("operations") { Description = "as the table calls them; none for all" };
        var command = new Command("volumes", "views of volumes drawn for a batch, row by row, and by SciPy")
        {
            threads, side, rounds, operations,
        };
        command.SetAction(result => Run(() => VolumesBenchmark.Run(
            result.GetValue(threads), result.GetValue(side), result.GetValue(rounds), result.GetValue(operations) ?? [])));
        return command;
    }

    private static Command VolumeStep() => Benchmark(
        "volume-step", "the share of the views in a step on volumes",
        Threads(), Number("rounds", "measurements of each phase", 5), ViewShareBenchmark.RunVolumes);

    private static Command ImageStep() => Benchmark(
        "image-step", "the share of the views in a step on images",
        Threads(), Number("rounds", "measurements of each phase", 5), ViewShareBenchmark.RunImages);

    private static Command Step()
    {
        var (threads, precision) = (Threads(), EncoderPrecision());
        var command = new Command("step", "the phases of a SimCLR step") { threads, precision };
        command.SetAction(result => Run(() => StepBenchmark.Run(result.GetValue(threads), result.GetValue(precision))));
        return command;
    }

    private static Command Streaming() => Benchmark(
        "streaming", "rows that stream against rows in memory",
        Threads(), Number("rows", "rows of the data", 4096), StreamingBenchmark.Run);

    private static Command Cohort() => Benchmark(
        "cohort", "volumes that are read in each epoch against volumes in memory",
        Number("volumes", "files of the cohort", 300), Number("side", "voxels a side", 128), CohortBenchmark.Run);

    private static Command Images() =>
        Benchmark("images", "image files read against ML.NET's own transforms", Number("files", "JPEG files", 2000), ImagesBenchmark.Run);

    private static Command ImageTraining() => Benchmark(
        "images-training", "a training on image files against one on images in memory", Number("files", "JPEG files", 200),
        ImageTrainingBenchmark.Run);

    private static Command Training() => Benchmark(
        "training", "a step against a plain loop, in both precisions", Threads(), Number("rounds", "measurements of each way", 11),
        TrainingSpeedBenchmark.Run);

    private static Command Layouts() => Benchmark(
        "layouts", "how networks in training are computed, against the other way",
        Threads(), Number("rounds", "measurements of each way", 11), LayoutsBenchmark.Run);

    private static Command Inference() => Benchmark(
        "inference", "a trained network against its modules and ONNX Runtime",
        Threads(), Number("rounds", "measurements of each way", 11), InferenceSpeedBenchmark.Run);

    private static Command Engine() => Benchmark(
        "engine", "a single row while the processor is busy",
        Number("busy", "busy threads", 2), Number("rounds", "measurements of each way", 201), EngineBenchmark.Run);

    private static Command Loops() => Benchmark(
        "loops", "loops of .NET after an operation of libtorch, by each kind of thread",
        Threads(), Number("rounds", "measurements of each way", 2001), LoopsBenchmark.Run);

    private static Command Fits() =>
        Benchmark("fits", "memory over repeated trainings", Number("count", "trainings", 200), FitsBenchmark.Run);

    private static Command VolumeMemory()
    {
        var (side, micro) = (Number("side", "voxels a side", 64), Number("micro", "volumes at once", 4));
        var precision = EncoderPrecision();
        var command = new Command("volume-memory", "time and memory of a step over volumes, in micro-batches") { side, micro, precision };
        command.SetAction(result => Run(
            () => VolumeMemoryBenchmark.Run(result.GetValue(side), result.GetValue(micro), result.GetValue(precision))));
        return command;
    }

    private static Command Benchmark(string name, string description, Argument<int> argument, Action<int> run)
    {
        var command = new Command(name, description) { argument };
        command.SetAction(result => Run(() => run(result.GetValue(argument))));
        return command;
    }

    private static Command Benchmark(string name, string description, Argument<int> first, Argument<int> second, Action<int, int> run)
    {
        var command = new Command(name, description) { first, second };
        command.SetAction(result => Run(() => run(result.GetValue(first), result.GetValue(second))));
        return command;
    }

    private static int Run(Action run)
    {
        // Some use torch first.
        Libtorch.Load();
        run();
        return Environment.ExitCode;
    }

    private static Argument<Precision> EncoderPrecision() =>
        new("precision") { Description = "of the encoder", DefaultValueFactory = _ => Precision.Float32 };

    private static Argument<int> Threads() => Number("threads", "threads of torch", 2);

    private static Argument<int> Number(string name, string description, int standard) =>
        new(name) { Description = description, DefaultValueFactory = _ => standard };
}

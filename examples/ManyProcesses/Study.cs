using FashionMnist;
using Microsoft.ML;
using Nidl.ML;

namespace ManyProcesses;

/// <summary>Trainings of the processes of a group, of which process 0 writes.</summary>
public sealed class Study
{
    private const int Labels = 200;

    private readonly MLContext _ml = new(seed: 1);
    private readonly ProcessGroup _processes;
    private readonly int _epochs;
    private readonly List<FashionImage> _images;
    private readonly List<FashionImage> _test;

    /// <summary>Reads the images; every process is given all of them, and encodes its share of each batch.</summary>
    public Study(ProcessGroup processes, int images, int epochs)
    {
        (_processes, _epochs) = (processes, epochs);
        var folder = Path.Combine(AppContext.BaseDirectory, "data");
        _images = [.. FashionImages.Read(folder, "train").Take(images)];
        _test = [.. FashionImages.Read(folder, "t10k").Take(images)];
    }

    /// <summary>Compares negatives of all processes with each process's own, at several numbers of rows a step.</summary>
    /// <param name="rowsPerStep">The numbers of rows.</param>
    /// <param name="seeds">The trainings of each line, with seeds 1, 2, ...</param>
    public void Compare(IReadOnlyList<int> rowsPerStep, int seeds)
    {
        Write($"{_processes.Size} processes; {_images.Count} images, {_epochs} epochs; accuracy with {Labels} labels, mean over 5 draws\n");
        Write($"{"rows a step",12}{"negatives of",16}{"negatives",12}{"accuracy",12}  of each seed");
        foreach (var rows in rowsPerStep)
        {
            Compare("all processes", Options with { BatchSize = rows }, seeds);
            // The mean gradient of as many batches as there are processes, each of one process's rows.
            Compare("one process", Options with { BatchSize = rows / _processes.Size, AccumulateBatches = _processes.Size }, seeds);
        }
    }

    /// <summary>
    /// Shows how many rows a second the processes train on, and what part of the time goes to messages and to waiting for one another.
    /// </summary>
    public void ShowTime()
    {
        var before = _processes.Times;
        using var model = Train(Options with { BatchSize = 256 });
        var (epochs, after) = (model.History.Epochs.Skip(1).ToList(), _processes.Times);
        var seconds = model.History.Epochs.Sum(epoch => epoch.Seconds);
        var rows = epochs.Count == 0 ? model.History.Epochs[0].RowsPerSecond : epochs.Average(epoch => epoch.RowsPerSecond);
        Write(
            $"{_processes.Size} processes: {rows:F0} rows a second; of {seconds:F1} s, "
            + $"messages {(after.Messages - before.Messages).TotalSeconds:F2} s, "
            + $"waiting {(after.Waiting - before.Waiting).TotalSeconds:F2} s");
    }

    private SimClrOptions Options => new()
    {
        Encoder = new ConvNet2d { EmbeddingDimension = 256 },
        Augmentations =
        [
            new RandomResizedCrop2d { Scale = (0.3, 1) },
            new RandomHorizontalFlip2d(),
            new ColorJitter { Brightness = 0.4, Contrast = 0.4 },
            new GaussianNoise(),
        ],
        ProjectionHiddenDimension = 512,
        Temperature = 0.2,
        LearningRate = 3e-3,
        NumberOfEpochs = _epochs,
        WarmupEpochs = 1,
        Seed = 1,
        Processes = _processes,
        BatchStatistics = BatchStatistics.AllProcesses,
    };

    private void Compare(string negativesOf, SimClrOptions options, int seeds)
    {
        double[] accuracies = [.. Enumerable.Range(1, seeds).Select(seed => Accuracy(options with { Seed = seed }))];
        var rows = options.BatchSize * options.AccumulateBatches;
        var ofEach = string.Join("; ", accuracies.Select(accuracy => $"{accuracy:P1}"));
        Write($"{rows,12}{negativesOf,16}{2 * options.BatchSize - 2,12}{accuracies.Average(),12:P1}  {ofEach}");
    }

    private EmbeddingTransformer Train(SimClrOptions options) =>
        _ml.SelfSupervised.SimClr("Embedding", "Image", options).Fit(_ml.Data.LoadFromEnumerable(_images));

    // Process 0 measures; the others go on to the next training.
    private double Accuracy(SimClrOptions options)
    {
        using var model = Train(options);
        return _processes.Rank == 0
            ? new FewLabels(_ml, [Labels], draws: 5).Measure(Embed(model, _images), Embed(model, _test))[0].Mean
            : 0;
    }

    private List<LabeledFeatures> Embed(EmbeddingTransformer model, List<FashionImage> images) =>
        [.. _ml.Data.CreateEnumerable<EmbeddedImage>(model.Transform(_ml.Data.LoadFromEnumerable(images)), reuseRowObject: false)
            .Select(image => new LabeledFeatures { Features = image.Embedding, Label = image.Label })];

    private void Write(string line)
    {
        if (_processes.Rank == 0)
            Console.WriteLine(line);
    }
}

using System.Globalization;
using Microsoft.ML;
using Nidl.ML;

namespace FashionMnist;

/// <summary>
/// Trains encoders on a set of pictures without labels, and prints what classifiers make of their embeddings and of raw pixels with few
/// labels.
/// </summary>
public sealed class Study(MLContext ml, Options options)
{
    private readonly int[] _labelCounts = options.Small ? [100, 300, 600] : [100, 600, 6000];
    private readonly List<ReportedAccuracy> _reported = [];

    private int Draws => options.Small ? 2 : 5;

    // Trees on thousands of values take minutes a draw.
    private IEnumerable<(Classifier Classifier, int Draws)> Classifiers => options.Trees
        ? [(Classifier.MaximumEntropy, Draws), (Trees.OneVersusAll, 1)]
        : [(Classifier.MaximumEntropy, Draws)];

    /// <summary>Runs the study on a set and writes its report.</summary>
    public void Run(ImageSet set, string report)
    {
        _reported.Clear();
        var simClr = set.Set(new SimClrOptions
        {
            Temperature = ImageSet.Temperature,
            ProjectionHiddenDimension = ImageSet.HeadWidth,
            ProjectionBatchNormalization = true,
            Seed = options.Seed,
            Precision = options.Precision,
        });
        var train = set.View(ml, set.Train);
        Console.WriteLine(
            $"\n{set.Name}: {set.Train.Count} pictures of {set.Side}x{set.Side} to pre-train on without labels, "
            + $"{set.Test.Count} to test on.");
        using var untrained = ml.SelfSupervised.SimClr("Embedding", "Image", simClr with
        {
            NumberOfEpochs = 0, Precision = Precision.Float32,
        }).Fit(train);
        using var trained = ProgressBar.Show(
            callbacks => ml.SelfSupervised.SimClr("Embedding", "Image", simClr with { Callbacks = callbacks }).Fit(train));
        PrintTraining(trained, simClr);

        var ofTrees = options.Trees ? ", of trees the first alone" : "";
        Console.WriteLine(
            $"\nTest accuracy, mean over {Draws} draws of the labels{ofTrees} (in brackets the standard deviation in points):\n");
        Console.WriteLine($"{"features",-12}{"classifier",-18}{string.Concat(_labelCounts.Select(count => $"{count + " labels",18}"))}");
        Print("raw pixels", set.Train, set.Test, picture => picture.Pixels());
        Print("untrained", set.Embed(ml, untrained, set.Train), set.Embed(ml, untrained, set.Test), row => row);
        var (embedded, embeddedTest) = (set.Embed(ml, trained, set.Train), set.Embed(ml, trained, set.Test));
        Print("SimCLR", embedded, embeddedTest, row => row);
        if (options.SupCon)
        {
            foreach (var count in _labelCounts)
                PrintFirstDraw("SimCLR", count, embedded, embeddedTest);
            PrintSupCon(set);
        }
        ml.SelfSupervised.Report(report, trained, set.View(ml, set.Test), new ReportOptions
        {
            Title = $"{set.Name}, pre-trained without labels", ColorColumnNames = ["Label"], Accuracies = [.. _reported],
        });
        Console.WriteLine($"\nReport: {report}");
    }

    // What the loss would be if each view found its partner by chance alone.
    private static void PrintTraining(EmbeddingTransformer trained, SimClrOptions simClr)
    {
        var history = trained.History;
        var chance = Math.Log(2 * simClr.BatchSize - 1);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{trained.Method}: {history.Epochs.Count} epochs in {history.Seconds:F0} s on {history.Device} in {history.Precision}, "
            + $"loss {history.Epochs[0].Loss:F3} -> {history.Epochs[^1].Loss:F3} (by chance {chance:F3})."));
    }

    // SupCon knows the labels that the classifier of the first draw knows too, and no others.
    private void PrintSupCon(ImageSet set)
    {
        var supCon = set.Set(new SupConOptions
        {
            LabelColumnName = nameof(Picture.KnownLabel),
            MissingValues = MissingValues.NoNeighbors,
            Temperature = ImageSet.Temperature,
            ProjectionHiddenDimension = ImageSet.HeadWidth,
            ProjectionBatchNormalization = true,
            Seed = options.Seed,
            Precision = options.Precision,
        });
        foreach (var count in _labelCounts)
        {
            var known = FewLabels.Indices(set.Train.Count, count, draw: 0).ToHashSet();
            List<Picture> train = [.. set.Train.Select((picture, i) => new Picture
            {
                Image = picture.Image, Label = picture.Label, KnownLabel = known.Contains(i) ? picture.Label : Picture.Unknown,
            })];
            using var encoder = ml.SelfSupervised.SupCon("Embedding", "Image", supCon).Fit(set.View(ml, train));
            var labeled = set.Embed(ml, encoder, [.. train.Where(picture => picture.KnownLabel != Picture.Unknown)]);
            var test = set.Embed(ml, encoder, set.Test);
            PrintFirstDraw("SupCon", count, labeled, test);
        }
    }

    private void PrintFirstDraw(string name, int count, IReadOnlyList<LabeledFeatures> train, IReadOnlyList<LabeledFeatures> test)
    {
        foreach (var (classifier, _) in Classifiers)
        {
            var accuracy = new FewLabels(ml, [count], draws: 1).Measure(train, test, classifier)[0].Mean;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-12}{classifier.Name,-18}{count} labels, the first draw alone: {accuracy:F4}"));
        }
    }

    private void Print<T>(string name, IReadOnlyList<T> train, IReadOnlyList<T> test, Func<T, LabeledFeatures> features)
    {
        foreach (var (classifier, draws) in Classifiers)
            PrintRow(name, classifier, draws, train, test, features);
    }

    private void PrintRow<T>(
        string name, Classifier classifier, int draws, IReadOnlyList<T> train, IReadOnlyList<T> test, Func<T, LabeledFeatures> features)
    {
        var accuracies = new FewLabels(ml, _labelCounts, draws).Measure(train, test, features, classifier);
        _reported.AddRange(accuracies.Zip(_labelCounts, (accuracy, count) => new ReportedAccuracy(
            $"{count} labels", $"{name}, {classifier.Name}", accuracy.Mean, accuracy.Spread)));
        var cells = accuracies.Select(accuracy => string.Create(
            CultureInfo.InvariantCulture, $"{$"{accuracy.Mean:F4} ({100 * accuracy.Spread:F2})",18}"));
        Console.WriteLine($"{name,-12}{classifier.Name,-18}{string.Concat(cells)}");
    }
}

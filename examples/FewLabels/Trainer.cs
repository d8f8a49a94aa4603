using System.Globalization;
using Microsoft.ML;
using Nidl.ML;

namespace FewLabels;

/// <summary>What the first process does: pre-train, search, save.</summary>
public static class Trainer
{
    /// <summary>Trains on a data set and saves encoder and best probe as one model.</summary>
    public static void Train(MLContext ml, DataSet dataSet, string path)
    {
        var all = ml.Data.LoadFromEnumerable(dataSet.Train, dataSet.Schema);
        var labeled = ml.Data.LoadFromEnumerable(dataSet.Train.Take(dataSet.LabeledCount), dataSet.Schema);
        var test = ml.Data.LoadFromEnumerable(dataSet.Test, dataSet.Schema);
        Console.WriteLine(
            $"\n{dataSet.Name}: {dataSet.Train.Count} rows, {dataSet.LabeledCount} of them labeled, {dataSet.Test.Count} to test on");

        using var encoder = ml.SelfSupervised.SimClr("Embedding", "Features", dataSet.Options).Fit(all);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"effective rank of the test embeddings: {EmbeddingMetrics.EffectiveRank(encoder.Transform(test), "Embedding"):F1} of "
            + $"{encoder.EmbeddingDimension}"));

        // Raw features and embedding compete with the same probes over the same folds.
        using var search = ml.SelfSupervised.Probe(encoder.Transform(labeled), "Label", new ProbeOptions
        {
            FeatureColumnNames = ["Embedding", "Features"], MaximumSeconds = dataSet.MaximumSeconds, Seed = 1,
        });
        Console.WriteLine($"\n{"probe",-34}{"accuracy",10}{"spread",10}{"seconds",10}");
        foreach (var entry in search.Leaderboard)
            Console.WriteLine(FormattableString.Invariant($"{entry.Name,-34}{entry.Mean,10:F4}{entry.Spread,10:F4}{entry.Seconds,10:F1}"));
        Console.WriteLine(
            FormattableString.Invariant($"test accuracy of the best: {search.Evaluate(encoder.Transform(test))[ProbeMetric.Accuracy]:F4}"));

        ml.Model.Save(encoder.Append(search.Model), labeled.Schema, path);
        Console.WriteLine($"saved encoder and probe as one model of {new FileInfo(path).Length / 1024.0:F0} KB");
    }
}

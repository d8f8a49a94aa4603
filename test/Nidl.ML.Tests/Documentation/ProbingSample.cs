using Microsoft.ML;

namespace Nidl.ML.Tests.Documentation;

internal static class ProbingSample
{
    public static void WithoutLabels(EmbeddingTransformer encoder, IDataView data)
    {
        #region docs/probing.md
        var embedded = encoder.Transform(data);
        Console.WriteLine(EmbeddingMetrics.EffectiveRank(embedded, "Embedding"));
        #endregion
    }

    public static void Probes(MLContext ml, EmbeddingTransformer encoder, IDataView train, IDataView test)
    {
        #region docs/probing.md
        var label = ml.Transforms.Conversion.MapValueToKey("Label").Fit(train);
        IDataView Embed(IDataView rows) => label.Transform(encoder.Transform(rows));

        var knn = ml.SelfSupervised.EvaluateProbe(ml.SelfSupervised.KnnProbe("Label", "Embedding"), Embed(train), Embed(test), "Label");
        var linear = ml.SelfSupervised.EvaluateProbe(
            ml.SelfSupervised.LinearProbe("Label", "Embedding"), Embed(train), Embed(test), "Label");
        Console.WriteLine($"{knn[ProbeMetric.Accuracy]:F4} {linear[ProbeMetric.Accuracy]:F4}");
        #endregion
    }

    public static void PretrainOnce(MLContext ml, IDataView all, IDataView labeled, SimClrOptions options)
    {
        #region docs/probing.md
        using var encoder = ml.SelfSupervised.SimClr("Embedding", "Image", options).Fit(all);       // once, on all rows, without labels
        var embedded = ml.Transforms.Conversion.MapValueToKey("Label").Fit(labeled).Transform(encoder.Transform(labeled));
        var probe = ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Label", "Embedding");
        var folds = ml.MulticlassClassification.CrossValidate(embedded, probe, numberOfFolds: 5);
        Console.WriteLine($"{folds.Average(fold => fold.Metrics.MicroAccuracy):F4}");
        #endregion
    }

    public static void Search(MLContext ml, EmbeddingTransformer encoder, IDataView labeled)
    {
        #region docs/probing.md
        using var search = ml.SelfSupervised.Probe(
            encoder.Transform(labeled), "Label", new ProbeOptions { MaximumSeconds = 60, Seed = 1 });
        foreach (var entry in search.Leaderboard)
            Console.WriteLine($"{entry.Name,-30} {entry.Mean:F4} +- {entry.Spread:F4}  {entry.Seconds:F1} s");

        ml.Model.Save(encoder.Append(search.Model), labeled.Schema, "model.zip");      // encoder and best probe as one model
        #endregion
    }

    public static void WhileItTrains(MLContext ml, IDataView all, IDataView labeled, IDataView test)
    {
        #region docs/probing.md
        var options = new SimClrOptions
        {
            Callbacks = [new ModelProbing(ml, ml.SelfSupervised.KnnProbe("Label"), labeled) { TestSet = test, EveryEpochs = 5 }],
        };
        using var encoder = ml.SelfSupervised.SimClr("Embedding", "Image", options).Fit(all);
        foreach (var epoch in encoder.History.Epochs.Where(epoch => epoch.Metrics is not null))
            Console.WriteLine($"{epoch.Epoch}: {epoch.Metrics!["probe.Accuracy"]:F4}");
        #endregion
    }
}

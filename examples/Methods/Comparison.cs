using FashionMnist;
using Microsoft.ML;
using Nidl.ML;

namespace Methods;

/// <summary>Trains methods on the same images and measures what the same classifier makes of their embeddings with few labels.</summary>
public sealed class Comparison(
    MLContext ml, IReadOnlyList<BrightImage> train, IReadOnlyList<BrightImage> test, IReadOnlyList<int> labelCounts, int draws, int seeds)
{
    private readonly IDataView _train = ml.Data.LoadFromEnumerable(train);
    private readonly IDataView _test = ml.Data.LoadFromEnumerable(test);
    private readonly FewLabels _fewLabels = new(ml, labelCounts, draws);

    /// <summary>Gets the line above a table of <see cref="Outcome"/>s.</summary>
    public string Header =>
        $"{"method",-18}{string.Concat(labelCounts.Select(count => $"{count + " labels",18}"))}{"seconds",10}{"final loss",12}";

    /// <summary>Trains and measures a method once a seed.</summary>
    /// <param name="name">The name in the table.</param>
    public Outcome Run(string name, Method method, Budget budget) =>
        new(name, [.. Enumerable.Range(1, seeds).Select(seed => Run(method, budget, seed))]);

    private SeedOutcome Run(Method method, Budget budget, int seed)
    {
        using var encoder = method.Fit(ml, _train, budget, seed);
        var accuracies = _fewLabels.Measure(Embed(encoder, _train), Embed(encoder, _test));
        var history = encoder.History;
        var loss = history.Epochs.Count == 0 ? (double?)null : history.Epochs[^1].Loss;
        return new([.. accuracies.Select(accuracy => accuracy.Mean)], history.Seconds, loss);
    }

    private List<LabeledFeatures> Embed(EmbeddingTransformer encoder, IDataView images) =>
        [.. ml.Data.CreateEnumerable<EmbeddedImage>(encoder.Transform(images), reuseRowObject: false)
            .Select(image => new LabeledFeatures { Features = image.Embedding, Label = image.Label })];
}

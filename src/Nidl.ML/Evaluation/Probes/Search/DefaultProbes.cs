using Microsoft.ML;

namespace Nidl.ML;

/// <summary>The probes that a search tries when the caller names none.</summary>
internal static class DefaultProbes
{
    public static IReadOnlyList<ProbeCandidate> Create(
        MLContext context, string labelColumnName, IReadOnlyList<string> featureColumnNames, ProbeTask task, int seed,
        CancellationToken token) =>
        [.. featureColumnNames.SelectMany(embedding => Create(context, labelColumnName, embedding, task, seed, token)
            .Select(candidate => featureColumnNames.Count == 1 ? candidate : candidate with { Name = $"{embedding}: {candidate.Name}" }))];

    private static IEnumerable<ProbeCandidate> Create(
        MLContext context, string label, string embedding, ProbeTask task, int seed, CancellationToken token)
    {
        // For a number the linear probe finds its strength itself.
        foreach (var l2 in task == ProbeTask.Regression ? new double?[] { null } : [1, 100, 0.01])
        {
            var name = l2 is null ? "linear" : FormattableString.Invariant($"linear, L2 {l2}");
            yield return new(
                name, new LinearProbeTrainer(context, label, embedding, task, new LinearProbeOptions { L2Regularization = l2 }));
        }
        foreach (var k in new[] { 5, 20, 100 })
            yield return new($"{k} nearest neighbors", new KnnTrainer(context, label, embedding, new KnnOptions { NumberOfNeighbors = k }));
        yield return new(
            "perceptron, 128 units",
            new MlpProbeTrainer(context, label, embedding, new MlpProbeOptions { Seed = seed, CancellationToken = token }));
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Tests.Evaluation;

[TestClass]
public sealed class DefaultProbesTests
{
    private static readonly MLContext Ml = new(1);

    [TestMethod]
    public void ProbeCandidates_Always_HaveTheNeighborsAndTheSeedOfTheirNames()
    {
        var candidates = Ml.SelfSupervised.ProbeCandidates("Size", ProbeTask.Regression, seed: 7);
        CollectionAssert.AreEqual(
            new[] { "5 nearest neighbors: 5", "20 nearest neighbors: 20", "100 nearest neighbors: 100" },
            candidates.Where(candidate => candidate.Estimator is KnnTrainer)
                .Select(candidate => $"{candidate.Name}: {((KnnTrainer)candidate.Estimator).Options.NumberOfNeighbors}").ToArray());
        Assert.AreEqual(new MlpProbeOptions { Seed = 7 }, Perceptron(candidates).Options);
    }

    [TestMethod]
    [DataRow(ProbeTask.MulticlassClassification, "Name")]
    [DataRow(ProbeTask.BinaryClassification, "IsCat")]
    public void ProbeCandidates_LinearOnesForClasses_DifferInStrength(ProbeTask task, string label)
    {
        var data = Clusters.Keyed(Ml, 60);
        var spreads = Ml.SelfSupervised.ProbeCandidates(label, task)
            .Where(candidate => candidate.Name.StartsWith("linear", StringComparison.Ordinal))
            .ToDictionary(candidate => candidate.Name, candidate => SpreadOf(candidate.Estimator.Fit(data).Transform(data)));
        var ordered = new[] { "0.01", "1", "100" }.Select(strength => spreads[$"linear, L2 {strength}"]).ToArray();
        Assert.HasCount(3, spreads);
        // The weakest two hardly differ where the rows determine the weights.
        Assert.IsTrue(ordered.Distinct().Count() == 3 && ordered[2] < 0.99 * Math.Min(ordered[0], ordered[1]), string.Join(" ", ordered));
    }

    [TestMethod]
    public void ProbeCandidates_LinearOneForANumber_IsTheDefaultProbe()
    {
        var data = Clusters.View(Ml, 60);
        var candidates = Ml.SelfSupervised.ProbeCandidates("Size", ProbeTask.Regression);
        var candidate = candidates.Single(candidate => candidate.Name.StartsWith("linear", StringComparison.Ordinal));
        Assert.AreEqual("linear", candidate.Name);
        CollectionAssert.AreEqual(
            Ml.SelfSupervised.LinearProbe("Size", task: ProbeTask.Regression).Fit(data).Transform(data).GetColumn<float>("Score").ToArray(),
            candidate.Estimator.Fit(data).Transform(data).GetColumn<float>("Score").ToArray());
    }

    [TestMethod]
    public void ProbeCandidates_Always_LookAtTheirColumn()
    {
        // No class is in the noise.
        double Accuracy(string embedding)
        {
            var candidate = Ml.SelfSupervised.ProbeCandidates("Name", ProbeTask.MulticlassClassification, embedding)[0];
            var data = Clusters.Keyed(Ml, 60);
            return ProbeMetrics.Evaluate(
                Ml, candidate.Estimator.Fit(data).Transform(Clusters.Keyed(Ml, 30, seed: 2)), "Name",
                ProbeTask.MulticlassClassification)[ProbeMetric.Accuracy];
        }
        Assert.AreEqual(1, Accuracy("Embedding"));
        Assert.IsLessThan(0.7, Accuracy("Noise"));
    }

    [TestMethod]
    public void Create_Token_IsThePerceptrons()
    {
        using var source = new CancellationTokenSource();
        var candidates = DefaultProbes.Create(Ml, "Size", ["Embedding"], ProbeTask.Regression, 0, source.Token);
        Assert.AreEqual(source.Token, Perceptron(candidates).Options.CancellationToken);
    }

    [TestMethod]
    public void Probe_Seed_IsThePerceptrons()
    {
        double Mean(IReadOnlyList<ProbeCandidate>? candidates)
        {
            using var result = Ml.SelfSupervised.Probe(
                Clusters.View(Ml, 30), "Size", new() { NumberOfFolds = 2, Seed = 7, Candidates = candidates });
            return result.Leaderboard.Single(entry => entry.Name == "perceptron, 128 units").Mean;
        }
        ProbeCandidate Own(int seed) => new("perceptron, 128 units", Ml.SelfSupervised.MlpProbe("Size", options: new() { Seed = seed }));
        var mean = Mean(null);
        Assert.AreEqual(Mean([Own(7)]), mean);
        Assert.AreNotEqual(Mean([Own(0)]), mean);
    }

    [TestMethod]
    public void Probe_CanceledAfterACandidate_StartsNoOther()
    {
        using var source = new CancellationTokenSource();
        var ml = new MLContext(1);
        ml.Log += (_, entry) => { if (entry.RawMessage.StartsWith("probe 1/2", StringComparison.Ordinal)) source.Cancel(); };
        ProbeCandidate Knn(int neighbors) =>
            new($"{neighbors}", ml.SelfSupervised.KnnProbe("Size", options: new() { NumberOfNeighbors = neighbors }));
        Assert.ThrowsExactly<OperationCanceledException>(() => ml.SelfSupervised.Probe(
            Clusters.View(ml, 30), "Size", new() { NumberOfFolds = 2, CancellationToken = source.Token, Candidates = [Knn(1), Knn(2)] }));
    }

    private static MlpProbeTrainer Perceptron(IReadOnlyList<ProbeCandidate> candidates) =>
        candidates.Select(candidate => candidate.Estimator).OfType<MlpProbeTrainer>().Single();

    private static double SpreadOf(IDataView scored) => Views.Batch.Deviation([.. scored.Schema["Score"].Type is VectorDataViewType
        ? Embeddings.Of(scored, "Score").SelectMany(row => row).Select(score => (double)score)
        : scored.GetColumn<float>("Score").Select(score => (double)score)]);
}

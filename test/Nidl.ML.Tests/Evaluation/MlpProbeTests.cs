using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Evaluation;

[TestClass]
public sealed class MlpProbeTests
{
    private static readonly MLContext Ml = new(1);

    private static readonly MlpProbeOptions Options = new()
    {
        HiddenDimensions = [5, 4], NumberOfEpochs = 3, BatchSize = 5, LearningRate = 0.05, WeightDecay = 0.3, Seed = 7, Device = "cpu",
    };

    [TestMethod]
    public void Fit_Weights_AreThoseOfAPlainLoop()
    {
        using var scope = NewDisposeScope();
        var rows = Clusters.Rows(12);
        using var probe = Ml.SelfSupervised.MlpProbe("Size", options: Options).Fit(Ml.Data.LoadFromEnumerable(rows));
        float[] weights = [];
        probe.Module.Use(module => weights = Weights(module));
        var (embeddings, sizes) =
            (tensor(rows.SelectMany(row => row.Embedding).ToArray()).reshape(12, 3), tensor(rows.Select(row => row.Size).ToArray()));
        CollectionAssert.AreEqual(Trained(probe.Description, embeddings, sizes), weights);
    }

    [TestMethod]
    public void Fit_HiddenDimensions_AreTheLayersWidths()
    {
        using var probe = Ml.SelfSupervised.MlpProbe("Name", options: Options).Fit(Clusters.Keyed(Ml, 12));
        var shapes = "";
        probe.Module.Use(module => shapes = string.Join(", ", module.parameters().Select(parameter => string.Join('x', parameter.shape))));
        Assert.AreEqual("5x3, 5, 4x5, 4, 3x4, 3", shapes);
    }

    [TestMethod]
    [DataRow("mlp")]
    [DataRow("knn")]
    public void Fit_Device_IsAskedFor(string kind) => Error.Is<ArgumentException>(
        "Device must be 'cpu', 'cuda' or 'cuda:N', but 'tpu' was given. (Parameter 'Device')",
        () => Create(kind, "tpu").Fit(Clusters.View(Ml, 12)));

    [TestMethod]
    [DataRow(5, DisplayName = "While rows are read")]
    [DataRow(12, DisplayName = "Before the first step")]
    public void Fit_CancellationToken_EndsTheFit(int lastRow)
    {
        using var source = new CancellationTokenSource();
        var (passes, read) = (0, 0);
        IEnumerable<Clusters.Row> Rows()
        {
            var isReading = ++passes == 2;
            foreach (var row in Clusters.Rows(12))
            {
                if (isReading && ++read == lastRow)
                    source.Cancel();
                yield return row;
            }
        }
        var trainer = Ml.SelfSupervised.MlpProbe("Size", options: Options with { CancellationToken = source.Token });
        Assert.ThrowsExactly<OperationCanceledException>(() => trainer.Fit(Ml.Data.LoadFromEnumerable(Rows())));
        Assert.AreEqual((2, lastRow), (passes, read));
    }

    [TestMethod]
    public void Fit_FeatureThatIsConstantButForRounding_IsIgnored()
    {
        foreach (var constant in new[] { 0.3f, 1e-6f, 3e7f })
        {
            IDataView View(Func<int, float[]> embedding) => Ml.Data.LoadFromEnumerable(
                Enumerable.Range(0, 11).Select(i => new Clusters.Row { Embedding = embedding(i), Noise = new float[3], Size = i }));
            var neighbor = MathF.BitIncrement(constant);
            using var probe = Ml.SelfSupervised.MlpProbe("Size", options: new() { Device = "cpu" })
                .Fit(View(i => [i, constant, i % 3 == 0 ? neighbor : constant]));
            float[] Score(float value) => [.. probe.Transform(View(i => [i, value, value])).GetColumn<float>("Score")];
            CollectionAssert.AreEqual(Score(constant), Score(0.4f));
            for (var i = 0; i < 11; i++)
                Assert.AreEqual(i, Score(0.4f)[i], 1);
        }
    }

    [TestMethod]
    [DataRow(5f)]
    [DataRow(-3e-5f)]
    [DataRow(2e7f)]
    public void Fit_LabelThatIsConstantButForRounding_IsPredicted(float label)
    {
        var rows = Clusters.Rows(12);
        for (var i = 0; i < rows.Length; i++)
            rows[i].Size = i % 5 == 0 ? MathF.BitIncrement(label) : label;
        using var probe = Ml.SelfSupervised.MlpProbe("Size", options: Options).Fit(Ml.Data.LoadFromEnumerable(rows));
        foreach (var score in probe.Transform(Clusters.View(Ml, 12, seed: 3)).GetColumn<float>("Score"))
            Assert.IsTrue(score == label || score == MathF.BitIncrement(label), $"{score}");
    }

    private static ProbeTrainer Create(string kind, string device) => kind == "mlp"
        ? Ml.SelfSupervised.MlpProbe("Size", options: Options with { Device = device })
        : Ml.SelfSupervised.KnnProbe("Size", options: new() { Device = device });

    // AdamW on batches of a new order in each epoch, with a rate that falls along half a cosine.
    private static float[] Trained(ProbeDescription description, Tensor rows, Tensor labels)
    {
        using var module = DefaultGenerator.Lend(7, () => new MlpProbeModule(description));
        module.Standardize(rows, labels);
        using var optimizer = optim.AdamW(module.parameters(), 0.05, weight_decay: 0.3);
        for (var epoch = 0; epoch < 3; epoch++)
        {
            using var random = new RandomSource(CPU, 7, epoch);
            var start = 0;
            foreach (var batch in random.Permutation(12).split(5))
            {
                foreach (var group in optimizer.ParamGroups)
                    group.LearningRate = 0.05 * (1 + Math.Cos(Math.PI * (epoch + start / 12.0) / 3)) / 2;
                optimizer.zero_grad();
                module.Loss(rows.index_select(0, batch), labels.index_select(0, batch)).backward();
                optimizer.step();
                start += 5;
            }
        }
        return Weights(module);
    }

    private static float[] Weights(nn.Module module) => [.. module.parameters().SelectMany(parameter => parameter.detach().data<float>())];
}

using AlignmentAndUniformity;
using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Documentation;

/// <summary>The method that `docs/adding-a-method.md` adds.</summary>
[TestClass]
public sealed class AddingAMethodTests
{
    private readonly MLContext _ml = new(1);

    [TestMethod]
    public void AddingAMethod_Loss_IsThatOfAPlainLoop()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomSource(CPU, 1);
        Tensor[] views = [random.Normal([5, 3]), random.Normal([5, 3])];
        using var objective = new AlignUniformObjective(new AlignUniformOptions { UniformityWeight = 0.5 });
        double[][][] z = [.. views.Select(view => Views.Batch.Values(view).Chunk(3).Select(Unit).ToArray())];
        var alignment = z[0].Zip(z[1], Distance).Average();
        var uniformity = z.Average(rows => Math.Log(Pairs(rows).Average(pair => Math.Exp(-2 * Distance(pair.A, pair.B)))));
        Assert.AreEqual(alignment + 0.5 * uniformity, objective.Loss(new BatchContext(views, [], null, 0)).ToDouble(), 1e-5);
    }

    [TestMethod]
    public void AddingAMethod_Fit_LearnsAndTheModelLoads()
    {
        var options = new AlignUniformOptions { NumberOfEpochs = 10, BatchSize = 16, LearningRate = 1e-2, Encoder = Tiny.Options.Encoder,
            Augmentations = Tiny.Options.Augmentations, Seed = 1 };
        using var model = _ml.SelfSupervised.AlignUniform("Embedding", "Image", options).Fit(Images.View(_ml, 24));
        Assert.AreEqual("Alignment and uniformity", model.Method);
        Assert.IsLessThan(model.History.Epochs[0].Loss, model.History.Epochs[^1].Loss);
        using var file = new MemoryStream();
        _ml.Model.Save(model, Images.View(_ml, 24).Schema, file);
        file.Position = 0;
        using var loaded = (IDisposable)_ml.Model.Load(file, out _);
        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.OfNewImages(model), Embeddings.OfNewImages((EmbeddingTransformer)loaded)));
    }

    private static double[] Unit(double[] row) => [.. row.Select(value => value / Math.Sqrt(row.Sum(other => other * other)))];

    private static double Distance(double[] a, double[] b) => a.Zip(b, (x, y) => (x - y) * (x - y)).Sum();

    private static IEnumerable<(double[] A, double[] B)> Pairs(double[][] rows) =>
        rows.SelectMany((a, i) => rows.Where((_, j) => i != j).Select(b => (a, b)));
}

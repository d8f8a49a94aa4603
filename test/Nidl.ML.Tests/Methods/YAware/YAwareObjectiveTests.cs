using Nidl.ML.Losses;
using Nidl.ML.Tests.Conformance;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.YAware;

[TestClass]
public sealed class YAwareObjectiveTests
{
    private static readonly double[] _ages = [20, 21, 60, 62];

    private static YAwareOptions Options { get; } = new() { AuxiliaryColumnNames = ["Age"], Bandwidth = 4.0 };

    [TestMethod]
    public void Head_DefaultAndGivenWidths_AreTwoLayers()
    {
        using var standard = new YAwareObjective(Options);
        CollectionAssert.AreEqual(
            new[] { "layers.0.weight (512, 6)", "layers.0.bias (512)", "layers.2.weight (128, 512)", "layers.2.bias (128)" },
            ObjectiveProbe.Head(standard));
        using var narrow = new YAwareObjective(Options with { ProjectionHiddenDimension = 5, ProjectionOutputDimension = 3 });
        CollectionAssert.AreEqual(
            new[] { "layers.0.weight (5, 6)", "layers.0.bias (5)", "layers.2.weight (3, 5)", "layers.2.bias (3)" },
            ObjectiveProbe.Head(narrow));
    }

    [TestMethod]
    public void Loss_EachOption_IsThatOfTheLoss()
    {
        var standard = Loss(Options);
        AreThose(new YAwareInfoNceLoss(Kernel.Gaussian, 4.0), standard);
        Differs(new YAwareInfoNceLoss(Kernel.Cosine, 4.0), Options with { Kernel = Kernel.Cosine }, standard);
        Differs(new YAwareInfoNceLoss(Kernel.Gaussian, 400.0), Options with { Bandwidth = 400.0 }, standard);
        Differs(new YAwareInfoNceLoss(Kernel.Gaussian, 4.0, 0.5), Options with { Temperature = 0.5 }, standard);
        var wide = Loss(Options with { Bandwidth = 900.0 });
        Differs(
            new YAwareInfoNceLoss(Kernel.Gaussian, 900.0, normalization: YAwareNormalization.ReferenceColumns),
            Options with { Bandwidth = 900.0, Normalization = YAwareNormalization.ReferenceColumns }, wide);
    }

    [TestMethod]
    public void Loss_Gradient_IsThatOfTheFormula()
    {
        using var scope = NewDisposeScope();
        var expected = ObjectiveProbe.Loss((z1, z2) => Formula(z1, z2, 4, 0.1));
        Encoders.ModuleStates.AssertClose(expected, Loss(Options), 1e-5);
    }

    [TestMethod]
    public void Fit_Rule_IsFittedOnAllAuxiliaryVariables()
    {
        using var labels = Ages();
        using var training = tensor(new[,] { { 1.0 }, { 2 }, { 4 }, { 8 } });
        foreach (var (rule, deviation) in new[] { (Bandwidth.Scott, 2.34609881), (Bandwidth.Silverman, 2.48504379) })
        {
            using var objective = new YAwareObjective(Options with { Bandwidth = rule });
            objective.Fit(training);
            AreThose(new YAwareInfoNceLoss(Kernel.Gaussian, deviation * deviation), ObjectiveProbe.Loss(objective, labels));
        }
    }

    [TestMethod]
    public void Fit_CallersMetric_IsFittedOnceUnlessItIs()
    {
        using var labels = Ages();
        var metric = new RecordingMetric();
        using var first = new YAwareObjective(Options with { Bandwidth = new YAwareOptions().Bandwidth, Metric = metric });
        first.Fit(labels);
        using var second = new YAwareObjective(Options with { Bandwidth = new YAwareOptions().Bandwidth, Metric = metric });
        second.Fit(labels);
        CollectionAssert.AreEqual(new[] { "fit (4, 1)" }, metric.Calls);
    }

    [TestMethod]
    public void Loss_MissingLabels_RowsAreAsFarAsCanBe()
    {
        using var scope = NewDisposeScope();
        using var objective = new YAwareObjective(Options with { MissingValues = MissingValues.NoNeighbors });
        var incomplete = ObjectiveProbe.Loss(objective, tensor(new[,] { { 20, 1 }, { 21, double.NaN }, { 60, 1 }, { 62, 1 } }));
        var far = ObjectiveProbe.Loss(objective, tensor(new[,] { { 20, 1 }, { 1e9, 1 }, { 60, 1 }, { 62, 1 } }));
        Encoders.ModuleStates.AssertClose(far, incomplete, 1e-6);
    }

    [TestMethod]
    public void Loss_TimeStamps_KeepTheirDigits()
    {
        using var scope = NewDisposeScope();
        using var seconds = new YAwareObjective(Options with { Bandwidth = 1.0 });
        using var ticks = new YAwareObjective(Options with { Bandwidth = 1e14 });
        var small = ObjectiveProbe.Loss(seconds, tensor(new[,] { { 0.0 }, { 1 }, { 2 }, { 5 } }));
        var large = ObjectiveProbe.Loss(ticks, tensor(new[,] { { 638e15 }, { 638e15 + 1e7 }, { 638e15 + 2e7 }, { 638e15 + 5e7 } }));
        Encoders.ModuleStates.AssertClose(small, large, 1e-5);
    }

    /// <summary>The published formula, pair by pair, over the rows of both views.</summary>
    private static Tensor Formula(Tensor z1, Tensor z2, double bandwidth, double temperature)
    {
        var rows = cat([z1, z2]);
        var length = rows.square().sum(1, keepdim: true).sqrt();
        var similarity = (rows / length).mm((rows / length).t()) / temperature;
        var ages = _ages.Concat(_ages).ToArray();
        var loss = zeros(1);
        for (var i = 0; i < ages.Length; i++)
        {
            var others = Enumerable.Range(0, ages.Length).Where(j => j != i).ToArray();
            double Weight(int j) => Math.Exp(-Math.Pow(ages[i] - ages[j], 2) / (2 * bandwidth));
            var denominator = stack([.. others.Select(j => similarity[i, j].exp())]).sum().log();
            foreach (var j in others)
                loss -= Weight(j) / others.Sum(Weight) * (similarity[i, j] - denominator) / _ages.Length;
        }
        return loss.sum();
    }

    private static Tensor Ages() => tensor(_ages).unsqueeze(1);

    private static double[] Loss(YAwareOptions options)
    {
        using var objective = new YAwareObjective(options);
        using var labels = Ages();
        return ObjectiveProbe.Loss(objective, labels);
    }

    private static void AreThose(YAwareInfoNceLoss loss, double[] actual)
    {
        using (loss)
        using (var labels = Ages())
            Encoders.ModuleStates.AssertClose(ObjectiveProbe.Loss((z1, z2) => loss.call(z1, z2, labels)), actual, 1e-6);
    }

    private static void Differs(YAwareInfoNceLoss expected, YAwareOptions options, double[] standard)
    {
        var actual = Loss(options);
        AreThose(expected, actual);
        Assert.IsGreaterThan(1e-3, Math.Abs(actual[0] - standard[0]), "the option has no effect");
    }
}

using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Encoders;

[TestClass]
public sealed class MlpEncoderTests
{
    [TestMethod]
    public void Options_ByDefault_AreTwoHiddenLayersOf512AndAnEmbeddingOf256()
    {
        var encoder = new MlpEncoder();
        CollectionAssert.AreEqual(new[] { 512, 512 }, encoder.HiddenDimensions.ToArray());
        Assert.AreEqual(256, encoder.EmbeddingDimension);
        Assert.AreEqual(MlpNormalization.None, encoder.Normalization);
        Assert.AreEqual(0.0, encoder.Dropout);
        Assert.IsFalse(encoder.Residual);
        // The defaults pass their own checks.
        Assert.AreEqual(
            encoder,
            encoder with { HiddenDimensions = encoder.HiddenDimensions, EmbeddingDimension = encoder.EmbeddingDimension,
                Normalization = encoder.Normalization, Dropout = encoder.Dropout });
    }

    [TestMethod]
    public void Equality_OfOptions_ComparesSizesByValue()
    {
        Assert.AreEqual(new MlpEncoder { HiddenDimensions = [8, 4] }, new MlpEncoder { HiddenDimensions = [8, 4] });
        Assert.AreNotEqual(new MlpEncoder { HiddenDimensions = [8, 4] }, new MlpEncoder { HiddenDimensions = [4, 8] });
    }

    [TestMethod]
    public void StateNames_Plain_CountLinearAndReLU()
    {
        using var module = new MlpEncoder { HiddenDimensions = [5, 4], EmbeddingDimension = 3 }.CreateModule([2]);
        CollectionAssert.AreEqual(
            new[] { "layers.0.weight", "layers.0.bias", "layers.2.weight", "layers.2.bias", "layers.4.weight", "layers.4.bias" },
            module.StateNames());
        Assert.AreEqual(2 * 5 + 5 + 5 * 4 + 4 + 4 * 3 + 3, module.ParameterCount());
    }

    [TestMethod]
    public void StateNames_BatchNormAndDropout_HaveNoBiasBeforeTheNormalization()
    {
        using var module = new MlpEncoder { HiddenDimensions = [5, 4], EmbeddingDimension = 3, Normalization = MlpNormalization.BatchNorm,
            Dropout = 0.1 }.CreateModule([2]);
        CollectionAssert.AreEquivalent(
            new[]
            {
                "layers.0.weight", "layers.1.weight", "layers.1.bias", "layers.1.running_mean", "layers.1.running_var",
                "layers.1.num_batches_tracked",
                "layers.4.weight", "layers.5.weight", "layers.5.bias", "layers.5.running_mean", "layers.5.running_var",
                "layers.5.num_batches_tracked",
                "layers.8.weight", "layers.8.bias",
            },
            module.StateNames());
    }

    [TestMethod]
    public void StateNames_LayerNorm_KeepTheBias()
    {
        using var module =
            new MlpEncoder { HiddenDimensions = [5], EmbeddingDimension = 3, Normalization = MlpNormalization.LayerNorm }.CreateModule([2]);
        CollectionAssert.AreEqual(
            new[] { "layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias", "layers.3.weight", "layers.3.bias" },
            module.StateNames());
    }

    [TestMethod]
    public void Forward_Plain_EqualsLoops()
    {
        using var scope = NewDisposeScope();
        using var module = new MlpEncoder { HiddenDimensions = [5], EmbeddingDimension = 3 }.CreateModule([2, 2]);
        using var random = new RandomSource(CPU, 1);
        var input = random.Normal([6, 2, 2]);
        var state = module.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.Values());
        var x = input.Values();
        var expected = new List<double>();
        for (var row = 0; row < 6; row++)
        {
            var hidden = Linear(x[(row * 4)..(row * 4 + 4)], state["layers.0.weight"], state["layers.0.bias"])
                .Select(value => Math.Max(value, 0)).ToArray();
            expected.AddRange(Linear(hidden, state["layers.2.weight"], state["layers.2.bias"]));
        }
        ModuleStates.AssertClose([.. expected], module.call(input).Values(), 1e-5);
    }

    [TestMethod]
    public void Forward_NoHiddenLayer_IsLinear()
    {
        using var scope = NewDisposeScope();
        var encoder = new MlpEncoder { HiddenDimensions = [], EmbeddingDimension = 3 };
        using var module = encoder.CreateModule([4]);
        using var random = new RandomSource(CPU, 1);
        var (a, b) = (random.Normal([2, 4]), random.Normal([2, 4]));
        var sum = module.call(a) + module.call(b) - module.call(zeros(2, 4));
        ModuleStates.AssertClose(sum.Values(), module.call(a + b).Values(), 1e-5);
    }

    [TestMethod]
    public void Forward_LayerNorm_DoesNotSeeTheScaleOfTheHiddenLayer()
    {
        using var scope = NewDisposeScope();
        using var module = new MlpEncoder { HiddenDimensions = [16], EmbeddingDimension = 3,
            Normalization = MlpNormalization.LayerNorm }.CreateModule([4]);
        using var random = new RandomSource(CPU, 1);
        var input = random.Normal([6, 4]);
        var before = module.call(input).Values();
        using (no_grad())
        {
            module.state_dict()["layers.0.weight"].mul_(100);
            module.state_dict()["layers.0.bias"].mul_(100);
        }
        ModuleStates.AssertClose(before, module.call(input).Values(), 1e-3);
    }

    [TestMethod]
    public void Forward_BatchNorm_StandardizesTheBatchInTrainingOnly()
    {
        using var scope = NewDisposeScope();
        using var module = new MlpEncoder { HiddenDimensions = [16], EmbeddingDimension = 3,
            Normalization = MlpNormalization.BatchNorm }.CreateModule([4]);
        using var random = new RandomSource(CPU, 1);
        var input = random.Normal([32, 4]);
        var scaled = input.mul(100);
        ModuleStates.AssertClose(module.call(input).Values(), module.call(scaled).Values(), 1e-2);
        module.eval();
        Assert.IsGreaterThan(1.0, (module.call(input) - module.call(scaled)).abs().max().ToDouble());
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Forward_ResidualAroundAZeroLayer_PassesTheInputOn(bool residual)
    {
        using var scope = NewDisposeScope();
        using var module = new MlpEncoder { HiddenDimensions = [4], EmbeddingDimension = 3, Residual = residual }.CreateModule([4]);
        var state = module.state_dict();
        using (no_grad())
        {
            state["layers.0.weight"].zero_();
            state["layers.0.bias"].zero_();
        }
        using var random = new RandomSource(CPU, 1);
        var input = random.Normal([5, 4]);
        var last = nn.functional.linear(residual ? input : zeros(5, 4), state["layers.2.weight"], state["layers.2.bias"]);
        ModuleStates.AssertClose(last.Values(), module.call(input).Values(), 1e-6);
    }

    [TestMethod]
    public void Forward_ResidualAmongOtherWidths_HasAGradient()
    {
        using var scope = NewDisposeScope();
        var encoder = new MlpEncoder { HiddenDimensions = [4, 6, 6], EmbeddingDimension = 3, Residual = true };
        // So few units can all be off by chance.
        using var module = DefaultGenerator.Lend(1, () => encoder.CreateModule([4]));
        using var random = new RandomSource(CPU, 1);
        module.call(random.Normal([5, 4])).square().sum().backward();
        foreach (var (name, parameter) in module.named_parameters())
            Assert.IsGreaterThan(0.0, parameter.grad!.abs().sum().ToDouble(), name);
    }

    [TestMethod]
    public void Forward_Dropout_RepeatsWithTheKeyAndIsOffInEvaluation()
    {
        using var scope = NewDisposeScope();
        using var module = new MlpEncoder { HiddenDimensions = [64], EmbeddingDimension = 3, Dropout = 0.5 }.CreateModule([4]);
        using var inputs = new RandomSource(CPU, 1);
        var input = inputs.Normal([5, 4]);
        double[] Encode(long key)
        {
            using var source = new RandomSource(CPU, key);
            using var use = LayerRandomness.Use(source);
            return module.call(input).Values();
        }
        CollectionAssert.AreEqual(Encode(1), Encode(1));
        CollectionAssert.AreNotEqual(Encode(1), Encode(2));
        module.eval();
        CollectionAssert.AreEqual(Encode(1), Encode(2));
    }

    [TestMethod]
    [DataRow(0.1)]
    [DataRow(0.8)]
    public void Forward_Dropout_DropsThatShare(double dropout)
    {
        using var scope = NewDisposeScope();
        using var module = new MlpEncoder { HiddenDimensions = [1], EmbeddingDimension = 1, Dropout = dropout }.CreateModule([1]);
        using var noGradient = no_grad();
        // The one hidden unit is 1, and so is the embedding, if it is kept.
        foreach (var (name, parameter) in module.named_parameters())
            parameter.fill_(name.EndsWith("weight", StringComparison.Ordinal) ? 1 : 0);
        using var source = new RandomSource(CPU, 1);
        using var use = LayerRandomness.Use(source);
        var embeddings = module.call(ones(10000, 1)).Values();
        Views.Batch.IsBinomial(embeddings.Count(value => value == 0), 10000, dropout);
        Assert.AreEqual(1 / (1 - dropout), embeddings.Max(), 1e-6);
    }

    [TestMethod]
    public void Forward_Always_LeavesOneTensor()
    {
        using var module = new MlpEncoder { HiddenDimensions = [4, 4], Residual = true, Normalization = MlpNormalization.BatchNorm,
            Dropout = 0.5 }.CreateModule([4]);
        using var source = new RandomSource(CPU, 1);
        using var use = LayerRandomness.Use(source);
        using var input = source.Normal([5, 4]);
        using var scope = NewDisposeScope();
        var embedding = module.call(input);
        Assert.AreEqual(1, scope.DisposablesCount);
        CollectionAssert.AreEqual(new long[] { 5, 256 }, embedding.shape);
    }

    [TestMethod]
    public void CheckInputShape_ResidualWithoutEqualWidths_Throws()
    {
        var encoder = new MlpEncoder { HiddenDimensions = [8, 4], Residual = true };
        var exception = Assert.ThrowsExactly<ArgumentException>(() => encoder.CheckInputShape([2, 3]));
        Assert.AreEqual(
            "MlpEncoder.Residual needs a hidden layer as wide as its input, but the input shape (2, "
            + "3) has 6 values and HiddenDimensions is [8, 4]. (Parameter 'inputShape')", exception.Message);
        encoder.CheckInputShape([8]);
    }

    [TestMethod]
    public void Options_OutOfRange_Throw()
    {
        Assert.AreEqual(
            "HiddenDimensions", Assert.ThrowsExactly<ArgumentNullException>(() => new MlpEncoder { HiddenDimensions = null! }).ParamName);
        Assert.StartsWith(
            "EmbeddingDimension must be at least 1, but '0' was given.",
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new MlpEncoder { EmbeddingDimension = 0 }).Message);
        Assert.StartsWith(
            "Normalization must be one of None, BatchNorm, LayerNorm, but '7' was given.",
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new MlpEncoder { Normalization = (MlpNormalization)7 }).Message);
        foreach (var dropout in new[] { -0.1, 1.0, double.NaN })
            Assert.StartsWith(
                FormattableString.Invariant($"Dropout must be in [0, 1), but '{dropout}' was given."),
                Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new MlpEncoder { Dropout = dropout }).Message);
    }

    private static double[] Linear(double[] x, double[] weight, double[] bias)
    {
        var y = bias.ToArray();
        for (var i = 0; i < y.Length; i++)
            for (var j = 0; j < x.Length; j++)
                y[i] += weight[i * x.Length + j] * x[j];
        return y;
    }
}

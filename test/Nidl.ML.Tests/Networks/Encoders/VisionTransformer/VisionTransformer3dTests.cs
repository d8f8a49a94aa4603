using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Encoders;

[TestClass]
public sealed class VisionTransformer3dTests
{
    private static readonly InputShape s_shape = [2, 4, 2, 6];
    private static readonly VisionTransformer3d s_small = new() { PatchSize = 2, EmbeddingDimension = 8, Depth = 2, NumberOfHeads = 2 };

    public static IEnumerable<object[]> Variants =>
        from pooling in Enum.GetValues<TokenPooling>()
        from positions in Enum.GetValues<PositionEncoding>()
        select new object[] { pooling, positions };

    [TestMethod]
    [DataRow(384, 12, 6, 23_064_960L)]
    [DataRow(768, 12, 12, 88_597_248L)]
    [DataRow(1024, 24, 16, 307_033_088L)]
    public void SmallBaseLarge_At128Voxels_HaveNidlsParameters(int dimension, int depth, int heads, long parameters)
    {
        var encoder = new[] { VisionTransformer3d.Small, VisionTransformer3d.Base, VisionTransformer3d.Large }
            .Single(encoder => encoder.EmbeddingDimension == dimension);
        Assert.AreEqual((16, depth, heads), (encoder.PatchSize, encoder.Depth, encoder.NumberOfHeads));
        Assert.AreEqual((Int128?)parameters, encoder.CountState([1, 128, 128, 128]));
        Assert.AreEqual(dimension, encoder.GetEmbeddingDimension([1, 128, 128, 128]));
    }

    [TestMethod]
    public void CountState_OfNidlsGallery_IsItsParameters() => Assert.AreEqual(
        (Int128?)5_001_984,
        new VisionTransformer3d { PatchSize = 8, EmbeddingDimension = 256, Depth = 6, NumberOfHeads = 8 }.CountState([1, 64, 64, 64]));

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void StateNames_OfModule_AreNidls(TokenPooling pooling, PositionEncoding positions)
    {
        var encoder = s_small with { Pooling = pooling, Positions = positions, Dropout = 0.1, StochasticDepth = 0.1 };
        using var module = encoder.CreateModule(s_shape);
        string[] learned = positions == PositionEncoding.Learned ? ["pos_embed"] : [];
        var norm = pooling == TokenPooling.ClassToken ? "norm" : "fc_norm";
        string[] layers = ["patch_embed.proj", .. Enumerable.Range(0, 2).SelectMany(Block), norm];
        string[] expected = ["cls_token", .. learned, .. layers.SelectMany(layer => new[] { $"{layer}.weight", $"{layer}.bias" })];
        CollectionAssert.AreEqual(expected, module.StateNames());

        static IEnumerable<string> Block(int i) =>
            new[] { "norm1", "attn.qkv", "attn.proj", "norm2", "mlp.fc1", "mlp.fc2" }.Select(layer => $"blocks.{i}.{layer}");
    }

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void Forward_Evaluation_EqualsPlainLoopsByStateNames(TokenPooling pooling, PositionEncoding positions)
    {
        using var scope = NewDisposeScope();
        var encoder = s_small with { Pooling = pooling, Positions = positions, Dropout = 0.5, StochasticDepth = 0.5 };
        using var module = InDoublePrecision(encoder);
        module.eval();
        var input = Input();
        var formula = new TransformerFormula(encoder, module.state_dict());
        var expected = Enumerable.Range(0, 3).SelectMany(row => formula.Encode(input[row].Values(), [2, 4, 2, 6])).ToArray();
        ModuleStates.AssertClose(expected, module.call(input).Values(), 1e-12);
        module.to(ScalarType.Float32);
        ModuleStates.AssertClose(expected, module.call(input.to(ScalarType.Float32)).Values(), 1e-4);
    }

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void Backward_EveryParameter_HasTheGradientOfFiniteDifferences(TokenPooling pooling, PositionEncoding positions)
    {
        using var scope = NewDisposeScope();
        using var module = InDoublePrecision(s_small with { Pooling = pooling, Positions = positions });
        var input = Input();
        Tensor Loss() => module.call(input).pow(3).sum();
        Loss().backward();
        const double Step = 1e-5;
        foreach (var (name, parameter) in module.named_parameters())
        {
            var gradient = parameter.grad!.Values();
            var largest = Array.IndexOf(gradient, gradient.MaxBy(Math.Abs));
            using var noGradient = no_grad();
            var values = parameter.detach().view(-1);
            values[largest] += Step;
            var above = Loss().ToDouble();
            values[largest] -= 2 * Step;
            var below = Loss().ToDouble();
            values[largest] += Step;
            Assert.AreEqual((above - below) / (2 * Step), gradient[largest], 1e-7 * Math.Max(1, Math.Abs(gradient[largest])), name);
        }
    }

    [TestMethod]
    public void Positions_OfACubesPlace_AreNidls()
    {
        using var scope = NewDisposeScope();
        var place = SineCosinePositions.Of([2, 2, 2], zeros([1, 8, 12], ScalarType.Float64))[3]; // (0, 1, 1)
        double[] one = [.841471, .00999983, .540302, .99995];
        ModuleStates.AssertClose([0, 0, 1, 1, .. one, .. one], place.Values(), 1e-6);
    }

    [TestMethod]
    [DataRow(12)]
    [DataRow(14)]
    [DataRow(5)]
    public void Positions_OfACuboid_FollowEachAxis(int dimension)
    {
        using var scope = NewDisposeScope();
        var positions = SineCosinePositions.Of([3, 2, 4], zeros([1, 24, dimension], ScalarType.Float64));
        CollectionAssert.AreEqual(new long[] { 24, dimension }, positions.shape);
        var expected = from z in Enumerable.Range(0, 3)
            from y in Enumerable.Range(0, 2)
            from x in Enumerable.Range(0, 4)
            from value in TransformerFormula.SineCosine([z, y, x], dimension)
            select value;
        ModuleStates.AssertClose([.. expected], positions.Values(), 1e-14);
    }

    [TestMethod]
    public void Positions_HalfPrecision_AreRoundedAtTheEnd()
    {
        using var scope = NewDisposeScope();
        var positions = SineCosinePositions.Of([1, 1, 400], zeros([1, 400, 6], ScalarType.BFloat16));
        Assert.AreEqual(ScalarType.BFloat16, positions.dtype);
        ModuleStates.AssertClose([Math.Sin(399)], positions[399, 4].Values(), 0.005);
    }

    [TestMethod]
    public void Initialization_OfModule_HasTheMomentsOfItsDistributions()
    {
        var encoder = new VisionTransformer3d { PatchSize = 8, EmbeddingDimension = 192, Depth = 1 };
        using var module = DefaultGenerator.Lend(1, () => encoder.CreateModule([1, 32, 32, 32]));
        var state = module.state_dict();
        Moments.AssertNormal(0.02, state["blocks.0.attn.qkv.weight"].Values()); // 110,592 draws
        Moments.AssertNormal(0.02, state["blocks.0.mlp.fc2.weight"].Values()); // 147,456 draws
        Moments.AssertNormal(0.02, state["pos_embed"].Values()); // 12,480 draws
        Moments.AssertNormal(0.02, state["cls_token"].Values(), tolerance: 0.2); // 192 draws
        Moments.AssertUniform(1 / Math.Sqrt(512), state["patch_embed.proj.weight"].Values()); // 98,304 draws
        Moments.AssertUniform(1 / Math.Sqrt(512), state["patch_embed.proj.bias"].Values(), tolerance: 0.2);
        foreach (var name in state.Keys.Where(name => name.EndsWith("bias", StringComparison.Ordinal) && name != "patch_embed.proj.bias"))
            Assert.IsTrue(state[name].Values().All(value => value == 0), name);
        foreach (var name in new[] { "blocks.0.norm1.weight", "blocks.0.norm2.weight", "norm.weight" })
            Assert.IsTrue(state[name].Values().All(value => value == 1), name);
    }

    [TestMethod]
    public void StochasticDepth_Training_DropsWholeRowsAndKeepsTheMean()
    {
        using var scope = NewDisposeScope();
        using var source = new RandomSource(CPU, 1);
        using var layers = LayerRandomness.Use(source);
        using var layer = new StochasticDepth(0.25);
        var rows = layer.call(ones(4000, 2, 3)).view(4000, 6);
        Assert.IsTrue(rows.eq(rows.narrow(1, 0, 1)).all().ToBoolean(), "a row is dropped in part");
        var values = rows.narrow(1, 0, 1).Values();
        Assert.AreEqual(2, values.Distinct().Count());
        Assert.AreEqual(1 / 0.75, values.Max(), 1e-6);
        Assert.AreEqual(1.0, values.Average(), 0.03); // the standard error is 0.009
    }

    [TestMethod]
    public void Blocks_StochasticDepth_GrowsEvenlyFromNone()
    {
        using var module = (s_small with { Depth = 3, StochasticDepth = 0.2 }).CreateModule(s_shape);
        var names = module.named_modules().Where(entry => entry.Item2 is StochasticDepth).Select(entry => entry.Item1);
        CollectionAssert.AreEqual(new[] { "blocks.1.drop_path", "blocks.2.drop_path" }, names.ToArray());
        using var single = (s_small with { Depth = 1, StochasticDepth = 0.2 }).CreateModule(s_shape);
        Assert.IsFalse(single.modules().Any(part => part is StochasticDepth));
    }

    [TestMethod]
    [DataRow(0.5, 0.0)]
    [DataRow(0.0, 0.5)]
    public void Forward_RandomLayersInTraining_RepeatWithTheirSource(double dropout, double depth)
    {
        using var scope = NewDisposeScope();
        using var module = (s_small with { Dropout = dropout, StochasticDepth = depth }).CreateModule(s_shape);
        module.Scramble(seed: 2);
        var input = Input().to(ScalarType.Float32);
        double[] Run(long key)
        {
            using var source = new RandomSource(CPU, key);
            using var layers = LayerRandomness.Use(source);
            return module.call(input).Values();
        }
        CollectionAssert.AreEqual(Run(1), Run(1));
        CollectionAssert.AreNotEqual(Run(1), Run(2));
        module.eval();
        CollectionAssert.AreEqual(Run(1), Run(2));
    }

    [TestMethod]
    [DataRow(0.0, 0.0)]
    [DataRow(0.1, 0.2)]
    public void Fit_MicroBatches_GiveTheLossesOfTheWholeBatch(double dropout, double depth)
    {
        var encoder = s_small with
        {
            PatchSize = 8, EmbeddingDimension = 24, Positions = PositionEncoding.SineCosine, Dropout = dropout, StochasticDepth = depth,
        };
        double[] Losses(int? microBatchSize)
        {
            var recorder = new StepRecorder();
            using var model = Tiny.FitVectors(Waves(12, 16 * 16 * 16), Tiny.Options with
            {
                Encoder = encoder, InputShape = [1, 16, 16, 16], BatchSize = 12, MicroBatchSize = microBatchSize, NumberOfEpochs = 8,
                LearningRate = 1e-3, Callbacks = [recorder],
            });
            return [.. recorder.Losses];
        }
        var (whole, parts) = (Losses(null), Losses(5));
        Assert.HasCount(8, whole);
        Assert.IsLessThan(whole.Take(3).Average(), whole.TakeLast(3).Average());
        for (var step = 0; step < 8; step++)
            Assert.AreEqual(whole[step], parts[step], 1e-5, $"at step {step}");
    }

    [TestMethod]
    public void CheckInputShape_WhatDoesNotFit_IsNamed()
    {
        Error.Is<ArgumentException>(
            "VisionTransformer3d needs rows of shape (channels, depth, height, width) with sides that are multiples of PatchSize, 2, "
                + "but (2, 4, 3, 6) was given. (Parameter 'inputShape')",
            () => s_small.CreateModule([2, 4, 3, 6]));
        Error.Is<ArgumentException>(
            "VisionTransformer3d.EmbeddingDimension must be a multiple of NumberOfHeads, but 8 and 3 were given. "
                + "(Parameter 'EmbeddingDimension')",
            () => (s_small with { NumberOfHeads = 3 }).CreateModule(s_shape));
    }

    [TestMethod]
    public void Options_OutOfRange_AreRefused()
    {
        Assert.AreEqual(new VisionTransformer3d(), VisionTransformer3d.Small);
        Assert.AreEqual((TokenPooling.ClassToken, PositionEncoding.Learned), (s_small.Pooling, s_small.Positions));
        Assert.AreEqual((0.0, 0.0), (s_small.Dropout, s_small.StochasticDepth));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new VisionTransformer3d { PatchSize = 0 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new VisionTransformer3d { EmbeddingDimension = 0 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new VisionTransformer3d { Depth = 0 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new VisionTransformer3d { NumberOfHeads = 0 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new VisionTransformer3d { Pooling = (TokenPooling)2 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new VisionTransformer3d { Positions = (PositionEncoding)2 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new VisionTransformer3d { Dropout = 1 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new VisionTransformer3d { StochasticDepth = -0.1 });
    }

    // Volumes that a network can tell from one another, by their frequencies.
    private static VectorView Waves(int rows, int size) => VectorView.Of(
        [.. Enumerable.Range(1, rows).Select(row => Enumerable.Range(0, size).Select(i => MathF.Sin(0.05f * row * i)).ToArray())]);

    private static Tensor Input() => arange(3 * s_shape.Size, ScalarType.Float64).mul(0.7).sin().reshape(s_shape.WithBatch(3));

    private static nn.Module<Tensor, Tensor> InDoublePrecision(VisionTransformer3d encoder)
    {
        var module = encoder.CreateModule(s_shape);
        module.Scramble(seed: 1);
        module.to(ScalarType.Float64);
        return module;
    }
}

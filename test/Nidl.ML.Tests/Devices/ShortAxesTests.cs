using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Devices;

/// <summary>Without the protection these fail where the processor computes bfloat16, and may end the process.</summary>
[TestClass]
public sealed class ShortAxesTests
{
    [TestMethod]
    [DataRow(ScalarType.BFloat16, 3L, 1L, new[] { 2L, 2L, 2L })]
    [DataRow(ScalarType.BFloat16, 3L, 2L, new[] { 4L, 1L, 4L })]
    [DataRow(ScalarType.BFloat16, 3L, 2L, new[] { 3L, 1L })]
    [DataRow(ScalarType.BFloat16, 3L, 2L, new[] { 1L })]
    [DataRow(ScalarType.BFloat16, 5L, 1L, new[] { 3L, 8L, 8L })]
    [DataRow(ScalarType.BFloat16, 7L, 2L, new[] { 5L, 8L, 8L })]
    [DataRow(ScalarType.Float32, 7L, 2L, new[] { 5L, 8L, 8L })]
    [DataRow(ScalarType.Float32, 7L, 2L, new[] { 7L, 7L, 7L })]
    [DataRow(ScalarType.Float32, 7L, 2L, new[] { 5L, 9L, 9L })]
    [DataRow(ScalarType.BFloat16, 3L, 1L, new[] { 4L, 4L, 4L }, 2L)]
    [DataRow(ScalarType.BFloat16, 3L, 2L, new[] { 3L, 5L, 5L }, 2L)]
    [DataRow(ScalarType.BFloat16, 3L, 2L, new[] { 3L, 1L }, 1L, true)]
    [DataRow(ScalarType.BFloat16, 3L, 1L, new[] { 2L, 2L, 2L }, 1L, true)]
    [DataRow(ScalarType.BFloat16, 5L, 1L, new[] { 3L, 8L, 8L }, 1L, true)]
    [DataRow(ScalarType.Float32, 7L, 2L, new[] { 5L, 9L }, 1L, true)]
    public void Lengthen_AxesShorterThanTheKernel_GradientsAreThoseOfDoublePrecision(
        ScalarType type, long kernel, long stride, long[] axes, long dilation = 1, bool channelsLast = false)
    {
        using var scope = NewDisposeScope();
        using nn.Module<Tensor, Tensor> module = axes.Length switch
        {
            1 => nn.Conv1d(32, 64, kernel, stride: stride, padding: kernel / 2),
            2 => nn.Conv2d(32, 64, kernel, stride: stride, padding: kernel / 2),
            _ => nn.Conv3d(32, 64, kernel, stride: stride, padding: dilation * (kernel / 2), dilation: dilation),
        };
        ShortAxes.Lengthen(module);
        var rows = randn([2, 32, .. axes]).to(type);
        var input = channelsLast ? ChannelsLast.Lay(rows) : rows;
        module.to(type);
        for (var repeat = 0; repeat < 3; repeat++)
        {
            LeaveNaN();
            var actual = Run(module, input);
            module.to(ScalarType.Float64);
            var expected = Run(module, input.to(ScalarType.Float64));
            module.to(type);
            for (var i = 0; i < expected.Length; i++)
            {
                CollectionAssert.AreEqual(expected[i].shape, actual[i].shape);
                var error = actual[i].to(ScalarType.Float64).sub(expected[i]).abs().max().ToDouble();
                var largest = expected[i].abs().max().ToDouble();
                Assert.IsLessThan(type == ScalarType.BFloat16 ? 3e-2 : 1e-5, error / largest, $"{i} in round {repeat}");
            }
        }
    }

    [TestMethod]
    public void Lengthen_LastStageInBFloat16_GradientsPointWhereThoseOfSinglePrecisionDo()
    {
        using var scope = NewDisposeScope();
        // Its last stage sees one voxel.
        using var module = DefaultGenerator.Lend(1, () => new ResNet3d { NumberOfStages = 2 }.CreateModule([1, 16, 16, 16]));
        module.eval(); // the statistics of few voxels would magnify what rounding does
        using var random = new Generator(1);
        var rows = randn([4, 1, 16, 16, 16], generator: random);
        var expected = Gradients(module, rows, Precision.Float32);
        var actual = Gradients(module, rows, Precision.BFloat16);
        foreach (var (name, gradient) in expected)
            Assert.IsGreaterThan(0.95, nn.functional.cosine_similarity(actual[name].flatten(), gradient.flatten(), 0).ToDouble(), name);
    }

    [TestMethod]
    [DataRow(1L, 1L)]
    [DataRow(2L, 1L)]
    [DataRow(1L, 2L)]
    public void Multiply_InputNoLargerThanTheKernel_IsWhatTheConvolutionGives(long groups, long dilation)
    {
        using var scope = NewDisposeScope();
        using var convolution = nn.Conv3d(6, 4, 3L, padding: dilation, dilation: dilation, groups: groups);
        var input = randn([3, 6, 3, 1, 2]);
        var expected = convolution.call(input);
        convolution.to(ScalarType.BFloat16);
        ShortAxes.Lengthen(convolution);
        var rows = input.to(ScalarType.BFloat16);
        Assert.AreEqual(groups == 1 && dilation == 1, ShortAxes.IsProduct(convolution, rows));
        var actual = ShortAxes.IsProduct(convolution, rows) ? ShortAxes.Multiply(convolution, rows) : convolution.call(rows);
        CollectionAssert.AreEqual(expected.shape, actual.shape);
        Assert.IsLessThan(2e-2, actual.to(ScalarType.Float32).sub(expected).abs().max().ToDouble() / expected.abs().max().ToDouble());
    }

    [TestMethod]
    [DataRow(new[] { 2L, 2L, 2L })]
    [DataRow(new[] { 2L, 8L, 8L })]
    public void Lengthen_PaddingThatKeepsTheSize_GivesTheSame(long[] axes)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        using var module = nn.Conv3d(3, 5, 3, Padding.Same, dtype: ScalarType.BFloat16);
        var input = randn([2, 3, .. axes], generator: random).to(ScalarType.BFloat16);
        var expected = module.call(input);
        ShortAxes.Lengthen(module);
        var actual = module.call(input);
        CollectionAssert.AreEqual(expected.shape, actual.shape);
        Assert.IsLessThan(3e-2, (actual - expected).abs().max().to(ScalarType.Float64).ToDouble());
    }

    [TestMethod]
    public void Lengthen_NothingTrained_LeavesTheOutput()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var module = nn.Conv3d(4, 4, 7, padding: 3L);
        var input = randn([1, 4, 2, 2, 2]);
        var expected = module.call(input);
        ShortAxes.Lengthen(module);
        Assert.AreEqual(0, module.call(input).sub(expected).abs().max().ToDouble());
    }

    // What is freed holds values that show if they are read.
    private static void LeaveNaN()
    {
        using var scope = NewDisposeScope();
        for (var size = 1L << 12; size <= 1L << 24; size <<= 2)
            full([size], float.NaN);
    }

    private static Dictionary<string, Tensor> Gradients(nn.Module<Tensor, Tensor> module, Tensor rows, Precision precision)
    {
        module.zero_grad();
        LeaveNaN();
        using (Autocast.Use(precision, CPU))
        {
            var output = module.call(rows).to(ScalarType.Float32);
            output.backward([linspace(-1, 1, output.numel()).reshape(output.shape)]);
        }
        return module.named_parameters().Where(entry => entry.name.StartsWith("layer2.", StringComparison.Ordinal))
            .ToDictionary(entry => entry.name, entry => entry.parameter.grad!.clone());
    }

    private static Tensor[] Run(nn.Module<Tensor, Tensor> module, Tensor input)
    {
        module.zero_grad();
        var x = input.detach().requires_grad_(true);
        var output = module.call(x);
        output.square().sum().backward();
        return [output.detach(), x.grad!, .. module.parameters().Select(parameter => parameter.grad!.clone())];
    }
}

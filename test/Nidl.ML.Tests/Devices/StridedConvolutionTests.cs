using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Devices;

[TestClass]
public sealed class StridedConvolutionTests
{
    [TestMethod]
    [DataRow(3L, 2L, new[] { 7L, 7L }, false)]
    [DataRow(3L, 2L, new[] { 14L, 14L }, true)]
    [DataRow(3L, 2L, new[] { 4L, 7L }, true)]
    [DataRow(3L, 3L, new[] { 11L, 8L }, false)]
    [DataRow(1L, 2L, new[] { 8L, 8L }, false)]
    [DataRow(5L, 2L, new[] { 9L, 9L }, true)]
    [DataRow(3L, 2L, new[] { 5L, 4L, 6L }, false)]
    [DataRow(3L, 2L, new[] { 8L, 8L, 8L }, true)]
    [DataRow(1L, 2L, new[] { 8L, 5L, 7L }, true)]
    public void Call_BFloat16_GivesWhatDoublePrecisionGives(long kernel, long stride, long[] sides, bool channelsLast)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var (rows, expected) = (Rounded(randn([6, 20, .. sides], generator: random)), Create(sides.Length, kernel, stride));
        using (no_grad())
            expected.weight.copy_(Rounded(randn(expected.weight.shape, generator: random)));
        var actual = Create(sides.Length, kernel, stride);
        actual.load_state_dict(expected.state_dict());
        expected.to(ScalarType.Float64);
        var input = channelsLast ? ChannelsLast.Lay(rows.to(ScalarType.BFloat16)) : rows.to(ScalarType.BFloat16);
        Assert.IsTrue(StridedConvolution.IsFor(actual, input));
        Tensor[] wanted = Run(x => expected.call(x), rows.to(ScalarType.Float64), expected);
        Tensor[] given = Run(x => StridedConvolution.Call(actual, x), input, actual);
        Assert.AreEqual(ScalarType.Float32, given[2].dtype);
        for (var i = 0; i < wanted.Length; i++)
        {
            CollectionAssert.AreEqual(wanted[i].shape, given[i].shape);
            var error = given[i].to(ScalarType.Float64).sub(wanted[i]).abs().max().ToDouble() / wanted[i].abs().max().ToDouble();
            Assert.IsLessThan(8e-3, error, $"{i}"); // half a unit in the last place of bfloat16 is 3.9e-3
        }
    }

    [TestMethod]
    public void Call_InputWithoutGradient_GivesThatOfTheWeightAlone()
    {
        using var scope = NewDisposeScope();
        var convolution = Create(rank: 2, kernel: 3, stride: 2);
        var input = randn(4, 20, 7, 7).to(ScalarType.BFloat16);
        StridedConvolution.Call(convolution, input).sum().backward();
        StridedConvolution.ThrowFailure();
        Assert.IsNull(input.grad);
        Assert.AreEqual(convolution.weight.numel(), convolution.weight.grad!.count_nonzero().ToInt64());
    }

    [TestMethod]
    [DataRow(1L, ScalarType.BFloat16, 7L, false, true)] // no stride
    [DataRow(2L, ScalarType.Float32, 7L, false, true)]
    [DataRow(2L, ScalarType.BFloat16, 17L, false, true)] // nine places in a row
    [DataRow(2L, ScalarType.BFloat16, 7L, true, true)] // with a bias
    [DataRow(2L, ScalarType.BFloat16, 7L, false, false)] // nothing trained
    public void IsFor_WhereItDoesNotPay_IsFalse(long stride, ScalarType type, long side, bool hasBias, bool isTrained)
    {
        using var scope = NewDisposeScope();
        using var mode = set_grad_enabled(isTrained);
        var convolution = nn.Conv2d(20, 24, 3, stride: stride, padding: 1, bias: hasBias);
        Assert.IsFalse(StridedConvolution.IsFor(convolution, zeros(2, 20, side, side).to(type)));
    }

    [TestMethod]
    public void ThrowFailure_BackpropagationThatFailed_SaysItOnce()
    {
        using var scope = NewDisposeScope();
        var convolution = Create(rank: 2, kernel: 3, stride: 2);
        var input = randn(4, 20, 7, 7).to(ScalarType.BFloat16).requires_grad_(true);
        var sum = StridedConvolution.Call(convolution, input).sum();
        convolution.Dispose();
        sum.backward();
        Assert.Throws<Exception>(StridedConvolution.ThrowFailure);
        StridedConvolution.ThrowFailure();
    }

    [TestMethod]
    public void Call_ManyTimes_LeavesNoTensors()
    {
        using var convolution = Create(rank: 2, kernel: 3, stride: 2);
        Step(convolution);
        var before = DisposeScopeManager.Statistics;
        var live = before.ThreadTotalLiveCount;
        for (var i = 0; i < 20; i++)
            Step(convolution);
        Assert.AreEqual(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static void Step(Convolution convolution)
    {
        using var scope = NewDisposeScope();
        var input = randn(4, 20, 7, 7).to(ScalarType.BFloat16).requires_grad_(true);
        StridedConvolution.Call(convolution, input).sum().backward();
        convolution.zero_grad();
    }

    private static Convolution Create(int rank, long kernel, long stride) => rank == 2
        ? nn.Conv2d(20, 24, kernel, stride: stride, padding: kernel / 2, bias: false)
        : nn.Conv3d(20, 24, kernel, stride: stride, padding: kernel / 2, bias: false);

    // What bfloat16 holds exactly.
    private static Tensor Rounded(Tensor values) => values.to(ScalarType.BFloat16).to(ScalarType.Float32);

    private static Tensor[] Run(Func<Tensor, Tensor> convolve, Tensor rows, Convolution convolution)
    {
        var x = rows.detach().requires_grad_(true);
        var output = convolve(x);
        output.backward([linspace(-1, 1, output.numel()).reshape(output.shape).to(output.dtype)]);
        StridedConvolution.ThrowFailure();
        return [output.detach(), x.grad!, convolution.weight.grad!];
    }
}

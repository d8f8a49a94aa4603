using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Dependencies.Tests.Torch;

[TestClass]
public sealed class GradientTests
{
    [TestInitialize]
    public void Seed() => manual_seed(7);

    private static Tensor Draw(params long[] shape) => randn(shape, float64);

    public static IEnumerable<object[]> Functions() =>
    [
        ["exp", (Func<Tensor, Tensor>)(x => x.exp())],
        ["log1p of square", (Func<Tensor, Tensor>)(x => x.square().log1p())],
        ["scalar arithmetic", (Func<Tensor, Tensor>)(x => 2.0 / (1.5 + x.abs()) - (3 - x) * 0.5)],
        ["matrix product", (Func<Tensor, Tensor>)(x => x.mm(x.t()))],
        ["batched product", (Func<Tensor, Tensor>)(x => x.unsqueeze(0).bmm(x.t().unsqueeze(0)))],
        ["log-sum-exp", (Func<Tensor, Tensor>)(x => x.logsumexp(1))],
        ["softmax", (Func<Tensor, Tensor>)(x => x.softmax(1))],
        ["gelu", (Func<Tensor, Tensor>)(x => F.gelu(x))],
        ["standard deviation", (Func<Tensor, Tensor>)(x => x.std(0L, unbiased: false))],
        ["variance of two dimensions", (Func<Tensor, Tensor>)(x => x.var([0L, 1L]))],
        ["largest", (Func<Tensor, Tensor>)(x => x.max(1).values)],
        ["index expression", (Func<Tensor, Tensor>)(x => x[TensorIndex.Colon, 1..] * x[TensorIndex.Colon, ..2])],
        ["chunks, stacked", (Func<Tensor, Tensor>)(x => stack(x.t().chunk(3)).square())],
        ["layer norm", (Func<Tensor, Tensor>)(x => F.layer_norm(x, [3]))],
        ["padding", (Func<Tensor, Tensor>)(x => F.pad(x.unsqueeze(0), (1, 1), PaddingModes.Reflect).square())],
        ["distance", (Func<Tensor, Tensor>)(x => cdist(x, x + 1))],
        ["eigenvalues", (Func<Tensor, Tensor>)(x => linalg.eigvalsh(x.mm(x.t()) + diag(arange(4, float64))))],
    ];

    [TestMethod]
    [DynamicData(nameof(Functions))]
    public void AgreesWithFiniteDifferences(string name, Func<Tensor, Tensor> function) => Near.Gradient(function, Draw(4, 3));

    [TestMethod]
    public void OfConvolutionsToInputAndWeight()
    {
        Near.Gradient(x => F.conv2d(x, Weight(3, 2, 3, 3), strides: [2, 1], padding: [1, 0]), Draw(2, 2, 5, 5));
        var input = Draw(1, 2, 4, 4, 4);
        Near.Gradient(w => F.conv3d(input, w, padding: [1, 1, 1]), Draw(2, 2, 3, 3, 3));
    }

    [TestMethod]
    public void OfBatchNormalization()
    {
        var (mean, variance) = (zeros(2, float64), ones(2, float64));
        Near.Gradient(x => F.batch_norm(x, mean, variance, training: true), Draw(3, 2, 2, 2), tolerance: 1e-5);
    }

    [TestMethod]
    public void OfGridSampling()
    {
        var image = Draw(1, 1, 4, 4);
        var theta = tensor(new[] { 0.9, 0.1, 0.07, -0.1, 0.8, 0.02 }, [1, 2, 3]);
        Near.Gradient(t => F.grid_sample(image, F.affine_grid(t, [1, 1, 4, 4]), padding_mode: GridSamplePaddingMode.Border), theta, tolerance: 1e-5);
    }

    [TestMethod]
    public void OfCrossEntropy()
    {
        var classes = tensor(new long[] { 0, 2, 1, 2 });
        Near.Gradient(x => F.cross_entropy(x, classes), Draw(4, 3));
        var log = Draw(4, 3).log_softmax(1);
        Near.Equal(-log.gather(1, classes.unsqueeze(1)).mean(), F.cross_entropy(log, classes));
    }

    [TestMethod]
    public void FlowsThroughConvolutionNormAndLinear()
    {
        using var net = nn.Sequential(("conv", nn.Conv2d(1, 4, 3, padding: 1L)), ("norm", nn.BatchNorm2d(4)), ("act", nn.ReLU()), ("pool", nn.AdaptiveAvgPool2d(1)),
            ("flat", nn.Flatten()), ("out", nn.Linear(4, 2)));
        net.to(float64);
        net.forward(Draw(3, 1, 6, 6)).square().mean().backward();
        foreach (var (name, parameter) in net.named_parameters())
        {
            using var grad = parameter.grad;
            Assert.IsNotNull(grad, name);
            Assert.IsTrue(grad.isfinite().all().ToBoolean(), name);
        }
    }

    [TestMethod]
    public void ArrivesFromAGivenOutputGradient()
    {
        var x = Draw(3, 2).requires_grad_();
        var seed = Draw(3, 2);
        (x * x).backward([seed]);
        Near.Equal(2 * x.detach() * seed, x.grad!);
    }

    [TestMethod]
    public void OfSeveralInputsByAutogradGrad()
    {
        var (x, y) = (Draw(3).requires_grad_(), Draw(3).requires_grad_());
        var grads = autograd.grad([(x * y).sum()], [x, y]);
        Near.Equal(y.detach(), grads[0]);
        Near.Equal(x.detach(), grads[1]);
        Assert.IsNull(x.grad);
    }

    [TestMethod]
    public void AccumulatesAndIsTurnedOffByNoGrad()
    {
        var x = ones(2, float64).requires_grad_();
        for (int i = 0; i < 2; i++) (3 * x).sum().backward();
        Near.Equal(full([2], 6, float64), x.grad!);
        using (no_grad())
        {
            Assert.IsFalse(is_grad_enabled());
            Assert.IsFalse((x * 2).requires_grad);
            using (enable_grad()) Assert.IsTrue((x * 2).requires_grad);
        }
        Assert.IsTrue(is_grad_enabled());
    }

    private static Tensor Weight(params long[] shape) => (arange(shape.Aggregate(1L, (a, b) => a * b), float64) % 7 - 3).reshape(shape) / 5;
}

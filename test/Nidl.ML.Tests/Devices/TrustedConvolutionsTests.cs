using Nidl.ML.Tests.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Devices;

/// <summary>On a machine that hides its caches these fail without the protection; on others they hold anyway.</summary>
[TestClass]
public sealed class TrustedConvolutionsTests
{
    [TestMethod]
    [DataRow(24, 24)]
    [DataRow(20, 3)]
    [DataRow(3, 5)]
    [DataRow(48, 16)]
    [DataRow(64, 64)]
    public void CreateModule_AnyWidth_ForwardAndGradientsAreThoseOfDoublePrecision(int inputChannels, int outputChannels)
    {
        using var scope = NewDisposeScope();
        var encoder = CustomEncoder.Register(
            $"convolution {inputChannels} to {outputChannels}", _ => new OneConvolution(inputChannels, outputChannels));
        using var module = encoder.CreateModule([inputChannels, 8, 8]);
        var input = randn(2, inputChannels, 8, 8);

        var actual = Run(module, input);
        module.to(ScalarType.Float64);
        var expected = Run(module, input.to(ScalarType.Float64));

        for (var i = 0; i < expected.Length; i++)
            ModuleStates.AssertClose(expected[i], actual[i], 1e-5);
    }

    [TestMethod]
    public void IsRight_WithinNoGrad_IsTheSame()
    {
        using var untracked = no_grad();
        var within = TrustedConvolutions.IsRight([23, 21, 3, 3]);
        using var tracked = enable_grad();
        Assert.AreEqual(TrustedConvolutions.IsRight([23, 21, 3, 3]), within);
    }

    [TestMethod]
    [DataRow(64, 3, 7, 7)]
    [DataRow(32, 1, 3, 3)]
    [DataRow(16, 16, 5)]
    [DataRow(32, 32, 3, 3, 3)]
    public void IsRight_OurDefaultsWidths_HoldsAnywhere(params int[] kernel) =>
        Assert.IsTrue(TrustedConvolutions.IsRight([.. kernel.Select(size => (long)size)]));

    private static double[][] Run(nn.Module<Tensor, Tensor> module, Tensor input)
    {
        var x = input.detach().requires_grad_(true);
        module.zero_grad();
        var y = module.call(x);
        y.square().sum().backward();
        return [y.Values(), x.grad!.Values(), .. module.parameters().Select(parameter => parameter.grad!.Values())];
    }

    private sealed class OneConvolution : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> _convolution;

        public OneConvolution(int inputChannels, int outputChannels)
            : base(nameof(OneConvolution))
        {
            _convolution = nn.Conv2d(inputChannels, outputChannels, 3, padding: 1);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => _convolution.call(input).mean([2, 3]);
    }
}

using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Encoders;

/// <summary>Reads what modules hold, for assertions.</summary>
internal static class ModuleStates
{
    public static string[] StateNames(this nn.Module module) => [.. module.state_dict().Keys];

    public static long ParameterCount(this nn.Module module) => module.parameters().Sum(parameter => parameter.numel());

    public static double[] Values(this Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to(ScalarType.Float64).flatten().data<double>().ToArray();
    }

    /// <summary>Sets every parameter and floating-point buffer to values that differ from fresh ones; variances stay positive.</summary>
    public static void Scramble(this nn.Module module, long seed)
    {
        using var random = new RandomSource(CPU, seed);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, tensor) in module.state_dict())
            if (tensor.is_floating_point())
                tensor.copy_(
                    name.EndsWith("running_var", StringComparison.Ordinal)
                        ? random.Uniform(tensor.shape, 0.5, 1.5)
                        : random.Uniform(tensor.shape, -0.5, 0.5));
    }

    public static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        Assert.HasCount(expected.Length, actual);
        var scale = Math.Max(1, expected.Max(Math.Abs));
        for (var i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], tolerance * scale, $"at {i}");
    }

    /// <summary>Checks that a forward pass in training leaves one tensor, and that every parameter gets a gradient from it.</summary>
    public static void AssertTrains(nn.Module<Tensor, Tensor> module, Tensor input)
    {
        using var scope = NewDisposeScope();
        var output = module.call(input);
        Assert.AreEqual(1, scope.DisposablesCount);
        output.square().sum().backward();
        foreach (var (name, parameter) in module.named_parameters())
            Assert.IsGreaterThan(0.0, parameter.grad!.abs().sum().ToDouble(), name);
    }
}

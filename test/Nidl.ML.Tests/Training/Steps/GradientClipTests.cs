using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Training;

[TestClass]
public sealed class GradientClipTests
{
    [TestMethod]
    public void Apply_Norm_ScalesAllGradientsAlike()
    {
        using var scope = NewDisposeScope();
        var (a, b, unreached) = (WithGradient(3, 0), WithGradient(0, 4), new Parameter(ones(2)));
        GradientClip.Apply(Tiny.Options with { GradientClipNorm = 2.5 }, [a, unreached, b]);
        CollectionAssert.AreEqual(new[] { "1.500 0.000", "0.000 2.000" }, new[] { a, b }.Select(Gradient).ToArray());
    }

    [TestMethod]
    public void Apply_NormAboveTheGradients_LeavesThem()
    {
        using var scope = NewDisposeScope();
        var parameter = WithGradient(3, 4);
        GradientClip.Apply(Tiny.Options with { GradientClipNorm = 5.5 }, [parameter]);
        GradientClip.Apply(Tiny.Options, [parameter]);
        Assert.AreEqual("3.000 4.000", Gradient(parameter));
    }

    [TestMethod]
    public void Apply_Value_CutsEachEntryOff()
    {
        using var scope = NewDisposeScope();
        var (parameter, unreached) = (WithGradient(-3, 0.5f), new Parameter(ones(2)));
        GradientClip.Apply(Tiny.Options with { GradientClipValue = 1 }, [unreached, parameter]);
        Assert.AreEqual("-1.000 0.500", Gradient(parameter));
    }

    [TestMethod]
    public void Fit_Clip_ChangesTheWeights()
    {
        var options = Tiny.Options with { Optimizer = new SgdOptions(), LearningRate = 0.1 };
        var free = FinalWeights.Of(options);
        CollectionAssert.AreNotEqual(free, FinalWeights.Of(options with { GradientClipNorm = 1e-3 }));
        CollectionAssert.AreNotEqual(free, FinalWeights.Of(options with { GradientClipValue = 1e-5 }));
        CollectionAssert.AreEqual(free, FinalWeights.Of(options with { GradientClipNorm = 1e6 }));
    }

    [TestMethod]
    public void Fit_Both_AreRefused() => Error.Is<ArgumentException>(
        "GradientClipNorm and GradientClipValue must not both be set, but 1 and 0.5 were given. (Parameter 'GradientClipNorm')",
        () => FinalWeights.Of(Tiny.Options with { GradientClipNorm = 1, GradientClipValue = 0.5 }));

    [TestMethod]
    public void Options_NotPositive_AreRefused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new SimClrOptions { GradientClipNorm = 0 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new SimClrOptions { GradientClipValue = double.NaN });
    }

    private static Parameter WithGradient(params float[] gradient)
    {
        var parameter = new Parameter(ones(gradient.Length));
        parameter.mul(tensor(gradient)).sum().backward();
        return parameter;
    }

    private static string Gradient(Parameter parameter) =>
        string.Join(' ', parameter.grad!.data<float>().Select(value => FormattableString.Invariant($"{value:F3}")));
}

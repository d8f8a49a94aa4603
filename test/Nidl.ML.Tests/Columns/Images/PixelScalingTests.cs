using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Data;

[TestClass]
public sealed class PixelScalingTests
{
    [TestMethod]
    public void Options_ByDefault_AreBytesToOne()
    {
        var scaling = new PixelScaling();
        Assert.AreEqual(new PixelScaling { Maximum = 255, Mean = [0], StandardDeviation = [1] }, scaling);
        Assert.AreEqual(
            new PixelScaling { Mean = [0.485, 0.456, 0.406], StandardDeviation = [0.229, 0.224, 0.225] }, PixelScaling.ImageNet);
    }

    [TestMethod]
    public void Apply_ImageNet_IsTheFormulaInEachChannel()
    {
        using var scope = NewDisposeScope();
        byte[] pixels = [0, 255, 51, 102, 153, 204];
        var scaled = PixelScaling.ImageNet.Apply(tensor(pixels).view(1, 3, 1, 2));
        double[] mean = [0.485, 0.456, 0.406], deviation = [0.229, 0.224, 0.225];
        for (var i = 0; i < pixels.Length; i++)
            Assert.AreEqual((pixels[i] / 255.0 - mean[i / 2]) / deviation[i / 2], scaled.data<float>()[i], 1e-6);
    }

    [TestMethod]
    public void Draw_ScaledPlan_GivesAugmentationsUnitsAndTheNetworkStandardizedViews()
    {
        using var scope = NewDisposeScope();
        var plan = new ViewPlan(new AugmentationSequence(new Solarization { Probability = 1, Threshold = 0.5 }), new AugmentationSequence())
        {
            Scaling = new() { Maximum = 10, Mean = [0.5], StandardDeviation = [0.25] },
        };
        var drawn = plan.Draw(tensor(new byte[] { 2, 8 }).view(1, 1, 1, 2), null, seed: 1, epoch: 0, firstRow: 0);
        // 0.2 stays, 0.8 becomes 0.2.
        Near([(0.2f - 0.5f) / 0.25f, (0.2f - 0.5f) / 0.25f], drawn[0]);
        Near([(0.2f - 0.5f) / 0.25f, (0.8f - 0.5f) / 0.25f], drawn[1]);
    }

    [TestMethod]
    public void Options_OutOfRange_AreRefused()
    {
        Error.Is<ArgumentOutOfRangeException>(
            "Maximum must be positive and finite, but '0' was given. (Parameter 'Maximum')", () => _ = new PixelScaling { Maximum = 0 });
        Error.Is<ArgumentOutOfRangeException>(
            "StandardDeviation must be positive and finite, but '0' was given. (Parameter 'StandardDeviation')",
            () => _ = new PixelScaling { StandardDeviation = [1, 0] });
        Error.Is<ArgumentException>(
            "PixelScaling needs one Mean a channel, or one for all, but [0.1, 0.2] was given for rows of shape (3, 4, 4), "
            + "channels first. (Parameter 'PixelScaling')",
            () => new PixelScaling { Mean = [0.1, 0.2] }.CheckInputShape([3, 4, 4]));
    }

    private static void Near(float[] expected, Tensor actual)
    {
        for (var i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual.data<float>()[i], 1e-5f);
    }
}

using static TorchSharp.torch;

namespace Nidl.ML.Losses.Tests;

/// <summary>Each loss as a function of two views, for the tests that hold for all of them.</summary>
internal static class EveryLoss
{
    public static IReadOnlyDictionary<string, Func<double, Func<Tensor, Tensor, Tensor>>> WithTemperature { get; } =
        new Dictionary<string, Func<double, Func<Tensor, Tensor, Tensor>>>
        {
            ["InfoNce"] = temperature => new InfoNceLoss(temperature).call,
            ["Dcl"] = temperature => new DclLoss(temperature).call,
            ["DclWeighted"] = temperature => new DclLoss(temperature, static (z1, z2) => (z1 * z2).sum(1).sigmoid()).call,
            ["Dclw"] = temperature => new DclwLoss(0.5, temperature).call,
            ["YAwareUnlabeled"] = temperature => new YAwareInfoNceLoss(temperature: temperature).call,
            ["YAware"] = temperature => Labeled(new YAwareInfoNceLoss(Kernel.Gaussian, 2.0, temperature)),
            ["YAwareColumns"] = temperature => Labeled(new YAwareInfoNceLoss(Kernel.Linear, 9.0, temperature,
                YAwareNormalization.ReferenceColumns)),
            ["SupCon"] = temperature => Classified(new SupConLoss(temperature, baseTemperature: temperature)),
        };

    public static IEnumerable<string> Names => [.. WithTemperature.Keys, "BarlowTwins", "VicReg"];

    public static IEnumerable<object[]> NameRows => Names.Select(name => new object[] { name });

    public static Func<Tensor, Tensor, Tensor> Named(string name) => name switch
    {
        "BarlowTwins" => new BarlowTwinsLoss().call,
        "VicReg" => new VicRegLoss().call,
        _ => WithTemperature[name](0.1),
    };

    /// <summary>A y-Aware loss on labels 0, 1, 2, 0, 1, 2, ...</summary>
    private static Func<Tensor, Tensor, Tensor> Labeled(YAwareInfoNceLoss loss) => (z1, z2) =>
    {
        using var index = arange(z1.shape[0], dtype: ScalarType.Float32, device: z1.device);
        using var labels = index.remainder(3);
        return loss.call(z1, z2, labels);
    };

    /// <summary>SupCon on the classes 0, 1, 2, 0, 1, 2, ...</summary>
    private static Func<Tensor, Tensor, Tensor> Classified(SupConLoss loss) => (z1, z2) =>
    {
        using var index = arange(z1.shape[0], device: z1.device);
        using var classes = index.remainder(3);
        return loss.call(z1, z2, classes);
    };
}

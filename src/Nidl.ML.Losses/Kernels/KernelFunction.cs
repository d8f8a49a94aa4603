using static TorchSharp.torch;

namespace Nidl.ML.Losses;

/// <summary>Evaluates a kernel in place on a matrix of distances.</summary>
internal static class KernelFunction
{
    public static Tensor Apply(Kernel kernel, Tensor distance) => kernel switch
    {
        Kernel.Gaussian => distance.pow_(2).mul_(-0.5).exp_(),
        Kernel.Epanechnikov => distance.pow_(2).neg_().add_(1).clamp_min_(0),
        Kernel.Exponential => distance.neg_().exp_(),
        Kernel.Linear => distance.neg_().add_(1).clamp_min_(0),
        Kernel.Cosine => Cosine(distance),
        _ => throw new ArgumentOutOfRangeException(nameof(kernel), kernel, null),
    };

    private static Tensor Cosine(Tensor distance)
    {
        var inSupport = distance.lt(1); // the rounded cos(pi / 2) is not 0
        return distance.clamp_max_(1).mul_(Math.PI / 2).cos_().mul_(inSupport);
    }
}

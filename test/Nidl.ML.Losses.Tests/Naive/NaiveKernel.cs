namespace Nidl.ML.Losses.Tests.Naive;

/// <summary>The kernels of a distance, written from their formulas.</summary>
internal static class NaiveKernel
{
    public static double Of(Kernel kernel, double x) => kernel switch
    {
        Kernel.Gaussian => Math.Exp(-x * x / 2),
        Kernel.Exponential => Math.Exp(-x),
        _ when x >= 1 => 0,
        Kernel.Epanechnikov => 1 - x * x,
        Kernel.Linear => 1 - x,
        Kernel.Cosine => Math.Cos(Math.PI * x / 2),
        _ => throw new ArgumentOutOfRangeException(nameof(kernel)),
    };
}

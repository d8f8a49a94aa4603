using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Gives each channel mean 0 and standard deviation 1: <c>(x - mean) / (deviation + Epsilon)</c> (nidl's ZNormalization).
/// </summary>
/// <remarks>The deviation is that of the voxels themselves (divided by their number), as in nidl for NumPy arrays.</remarks>
public sealed record ZNormalization : IntensityPreprocessing
{
    /// <summary>Gets what is added to the standard deviation: positive. Default 1e-8, as in nidl.</summary>
    public double Epsilon { get; init => field = Requires.Positive(value); } = 1e-8;

    private protected override Tensor Change(Tensor volumes, Tensor? mask)
    {
        var count = mask is null ? null : mask.sum([2, 3, 4], keepdim: true);
        var centered = volumes.sub(Mean(volumes));
        var deviation = Mean(centered.square()).sqrt_().add_(Epsilon);
        return centered.div_(deviation);

        Tensor Mean(Tensor values) =>
            mask is null ? values.mean([2, 3, 4], keepdim: true) : values.mul(mask).sum([2, 3, 4], keepdim: true).div_(count!);
    }
}

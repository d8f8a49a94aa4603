using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Removes the high frequencies of each volume, beyond a sphere in the k-space, so that edges ring as in MR images of low resolution
/// (MONAI: Cardoso et al. 2022, arXiv:2211.02701).
/// </summary>
public sealed record GibbsRinging3d : KSpaceAugmentation
{
    /// <summary>
    /// Gets the range of a: the sphere's radius is <c>(1 - a) sqrt(2) / 2</c> times the volume's longest side, in periods a volume; 0 to 1,
    /// which leaves the mean alone. Default (0, 1), as MONAI's.
    /// </summary>
    public Interval Strength { get; init => field = AugmentationOption.Between(value, 0, 1); } = (0, 1);

    private protected override Tensor[] Draw(Tensor volumes, RandomSource random) =>
        [random.Uniform(BatchShape.OnePerSample(volumes), Strength.Low, Strength.High).to_type(volumes.dtype)];

    private protected override Tensor Change(Tensor spectrum, Tensor volumes, Tensor[] drawn)
    {
        var frequencies = Frequencies(volumes);
        var distance = frequencies[0].square().add(frequencies[1].square()).add(frequencies[2].square()).sqrt_(); // (D, H, W / 2 + 1)
        var longest = Math.Max(volumes.shape[2], Math.Max(volumes.shape[3], volumes.shape[4]));
        return spectrum.mul_(distance.le(drawn[0].neg().add_(1).mul_(longest * Math.Sqrt(2) / 2)));
    }
}

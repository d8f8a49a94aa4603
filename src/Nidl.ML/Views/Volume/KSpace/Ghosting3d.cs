using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Adds faint copies of each volume along one of its axes, as breathing and pulsation do in MR images: every g-th plane of the k-space is
/// weakened, but for the central one (TorchIO: Perez-Garcia et al. 2021, arXiv:2003.04696).
/// </summary>
public sealed record Ghosting3d : KSpaceAugmentation
{
    /// <summary>
    /// Gets the range of the number g of copies, whole numbers of at least 2; a sample's is uniform in it. Default (4, 10), as TorchIO's.
    /// </summary>
    public Interval NumberOfGhosts { get; init => field = AugmentationOption.Whole(value, 2); } = (4, 10);

    /// <summary>Gets the range of what the planes lose, a share: 0 to 1. Default (0.5, 1), as TorchIO's.</summary>
    public Interval Intensity { get; init => field = AugmentationOption.Between(value, 0, 1); } = (0.5, 1);

    private protected override Tensor[] Draw(Tensor volumes, RandomSource random)
    {
        var shape = BatchShape.OnePerSample(volumes);
        var ghosts = random.Integers(shape, (long)(NumberOfGhosts.High - NumberOfGhosts.Low) + 1).add_((long)NumberOfGhosts.Low);
        var intensity = random.Uniform(shape, Intensity.Low, Intensity.High);
        return [random.Integers(shape, 3), ghosts.to_type(volumes.dtype), intensity.to_type(volumes.dtype)];
    }

    // Drawn are axis, number of copies and intensity, (N, 1, 1, 1, 1) each.
    private protected override Tensor Change(Tensor spectrum, Tensor volumes, Tensor[] drawn)
    {
        var frequency = Along(Frequencies(volumes), drawn[0]);
        var weakened = frequency.remainder(drawn[1]).eq(0).logical_and(frequency.ne(0));
        return spectrum.mul_(weakened.mul(drawn[2]).neg_().add_(1));
    }
}

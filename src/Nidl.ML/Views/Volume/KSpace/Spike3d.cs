using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Adds stripes to each volume, as sparks in an MR scanner do: a random place of the k-space gains a multiple of the largest magnitude
/// there (TorchIO: Perez-Garcia et al. 2021, arXiv:2003.04696).
/// </summary>
/// <remarks>All channels share the place; each gains a multiple of its own largest magnitude.</remarks>
public sealed record Spike3d : KSpaceAugmentation
{
    /// <summary>Gets the number of places: at least 1. Default 1, as TorchIO's.</summary>
    public int NumberOfSpikes { get; init => field = Requires.AtLeast(value, 1); } = 1;

    /// <summary>Gets the range of the multiple: not negative. Default (1, 3), as TorchIO's.</summary>
    public Interval Intensity { get; init => field = AugmentationOption.NotNegative(value); } = (1, 3);

    private protected override Tensor[] Draw(Tensor volumes, RandomSource random)
    {
        var (count, half) = (volumes.shape[0], volumes.shape[4] / 2 + 1);
        var places = random.Integers([count, NumberOfSpikes], volumes.shape[2] * volumes.shape[3] * half);
        return [places, random.Uniform([count, 1, 1], Intensity.Low, Intensity.High).to_type(volumes.dtype)];
    }

    // Drawn are the places in the flattened half of the spectrum, (N, spikes), and the multiples, (N, 1, 1).
    private protected override Tensor Change(Tensor spectrum, Tensor volumes, Tensor[] drawn)
    {
        var (flat, width) = (spectrum.flatten(2), volumes.shape[4]); // (N, C, places)
        var gain = flat.abs().amax([2], keepdim: true).mul_(drawn[1]); // (N, C, 1)
        foreach (var place in drawn[0].unsqueeze(1).expand(-1, flat.shape[1], -1).split(1, 2)) // (N, C, 1) each
        {
            // Two places of the whole spectrum stand behind one of the half, but for the first and the last frequency.
            var frequency = place.remainder(width / 2 + 1);
            var isSingle = frequency.eq(0).logical_or(frequency.mul(2).eq(width));
            flat.scatter_(2, place, flat.gather(2, place).add(where(isSingle, gain, gain.div(2))));
        }
        return flat.view(spectrum.shape);
    }
}

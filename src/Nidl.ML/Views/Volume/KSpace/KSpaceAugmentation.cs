using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Changes volumes where an MR scanner measures them: in their Fourier transform, the k-space. Each kind says what becomes of the spectrum;
/// the transforms there and back are done here.
/// </summary>
/// <remarks>
/// Volumes are real, so that half of the spectrum, the frequencies of the last axis from 0 to the highest, holds all of it. A change of it
/// that does not treat a frequency and its negative alike counts as the mean of the two: the real part of what the whole spectrum would
/// give.
/// </remarks>
public abstract record KSpaceAugmentation : VolumeAugmentation
{
    private static readonly long[] _axes = [2, 3, 4];

    private protected KSpaceAugmentation()
    {
    }

    /// <inheritdoc/>
    protected sealed override Tensor ApplyToVolumes(Tensor volumes, RandomSource random) =>
        BatchParts.Map(volumes, (part, drawn) => ToVolumes(Change(ToSpectrum(part), part, drawn), part), Draw(volumes, random));

    /// <summary>Draws what one change needs, one row a sample each.</summary>
    private protected abstract Tensor[] Draw(Tensor volumes, RandomSource random);

    /// <summary>Changes spectra.</summary>
    /// <param name="spectrum">The spectra, complex, (N, C, D, H, W / 2 + 1); may be modified.</param>
    /// <param name="volumes">The volumes they belong to, (N, C, D, H, W).</param>
    /// <param name="drawn">What was drawn for these volumes.</param>
    private protected abstract Tensor Change(Tensor spectrum, Tensor volumes, Tensor[] drawn);

    internal static Tensor ToSpectrum(Tensor volumes) => fft.rfftn(volumes, dim: _axes);

    /// <summary>Gets the frequencies along each axis, whole periods a volume: (D, 1, 1), (H, 1) and (W / 2 + 1).</summary>
    private protected static Tensor[] Frequencies(Tensor volumes)
    {
        var (depth, height, width) = (volumes.shape[2], volumes.shape[3], volumes.shape[4]);
        return [Signed(depth).view(-1, 1, 1), Signed(height).view(-1, 1), arange(width / 2 + 1, volumes.dtype, volumes.device)];

        Tensor Signed(long size) => arange(size, volumes.dtype, volumes.device).add_(size / 2).remainder_(size).sub_(size / 2);
    }

    /// <summary>Gets, for each sample, the values along its own axis: (N, 1, D, H, W / 2 + 1).</summary>
    /// <param name="values">One an axis, as <see cref="Frequencies"/>.</param>
    /// <param name="axis">The axis of each sample, 0 to 2: (N, 1, 1, 1, 1).</param>
    private protected static Tensor Along(Tensor[] values, Tensor axis) =>
        where(axis.eq(0), values[0], where(axis.eq(1), values[1], values[2]));

    private static Tensor ToVolumes(Tensor spectrum, Tensor volumes) => fft.irfftn(spectrum, volumes.shape[2..], _axes);
}

using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Finds the voxels that statistics of a channel are taken of.</summary>
internal static class MaskedVoxels
{
    /// <returns>The mask, of the shape of <paramref name="volumes"/>; null for all voxels.</returns>
    public static Tensor? Find(VolumeMask mask, Tensor volumes) => mask switch
    {
        VolumeMask.Positive => volumes.gt(0),
        VolumeMask.AboveMean => volumes.gt(volumes.mean([2, 3, 4], keepdim: true)),
        _ => null,
    };

    /// <summary>Checks a caller's mask, and lets all voxels of a channel count that has none.</summary>
    /// <exception cref="ArgumentException">The mask does not fit the volumes.</exception>
    public static Tensor? Complete(Tensor? mask, Tensor volumes)
    {
        if (mask is null)
            return null;
        var fits = mask.dim() == 5 && Enumerable.Range(0, 5).All(i => mask.shape[i] == volumes.shape[i] || (i < 2 && mask.shape[i] == 1));
        if (mask.dtype != ScalarType.Bool || !fits)
            throw new ArgumentException(
                $"A mask must be Boolean and of the volumes' shape ({string.Join(", ", volumes.shape)}), "
                + "or have one sample or channel for all, "
                + $"but {mask.dtype} of shape ({string.Join(", ", mask.shape)}) was given.", nameof(mask));
        var any = mask.flatten(2).any(2).view(mask.shape[0], mask.shape[1], 1, 1, 1);
        return mask.logical_or(any.logical_not()).expand_as(volumes);
    }
}

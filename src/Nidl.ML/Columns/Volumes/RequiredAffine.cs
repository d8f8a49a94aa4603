namespace Nidl.ML;

/// <summary>What cannot be done without knowing where the voxels lie: nothing is assumed.</summary>
internal static class RequiredAffine
{
    /// <summary>Gives the affine that is known.</summary>
    /// <param name="affine">The affine; null if nobody has told it.</param>
    /// <param name="user">What needs it, as messages name it.</param>
    /// <param name="use">What it is needed for.</param>
    /// <exception cref="ArgumentException">It is not known.</exception>
    public static VolumeAffine Of(VolumeAffine? affine, string user, string use) => affine ?? throw new ArgumentException(
        $"{user} needs to know where the voxels lie, for {use}, but neither the column nor Affine says it; "
        + "load the volumes by LoadVolumes, or set Affine.",
        "Affine");
}

namespace BrainAge;

/// <summary>A volume as it is read.</summary>
public sealed class VolumeScan
{
    /// <summary>The voxels.</summary>
    public float[] Volume { get; set; } = [];

    /// <summary>The age in years.</summary>
    public float Age { get; set; }
}

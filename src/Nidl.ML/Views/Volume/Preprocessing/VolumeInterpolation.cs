namespace Nidl.ML;

/// <summary>Lists how values between voxels are found.</summary>
public enum VolumeInterpolation
{
    /// <summary>Linearly along each axis; beyond the outermost voxels their values hold.</summary>
    Linear,

    /// <summary>The nearest voxel's value, of two equally near ones the latter: for labels.</summary>
    Nearest,
}

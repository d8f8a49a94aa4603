namespace Nidl.ML;

/// <summary>Lists which voxels of a channel statistics are taken of. Where a channel has none of them, all count.</summary>
public enum VolumeMask
{
    /// <summary>All voxels.</summary>
    All,

    /// <summary>Those above 0, which leaves out the background of a skull-stripped brain.</summary>
    Positive,

    /// <summary>Those above the channel's mean, a rough foreground of a head with its background.</summary>
    AboveMean,
}

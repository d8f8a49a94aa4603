namespace Nidl.ML;

/// <summary>What the header of an array file says before any value is read.</summary>
/// <param name="Shape">The shape of the array.</param>
/// <param name="Affine">Where the voxels of a volume lie; null if the file does not say so.</param>
internal sealed record ArrayGrid(InputShape Shape, VolumeAffine? Affine);

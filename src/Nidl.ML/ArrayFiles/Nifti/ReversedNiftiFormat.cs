namespace Nidl.ML;

/// <summary>
/// What "nifti" says in model files: that volumes were loaded as (channels, z, y, x). What follows such a loader was trained on that, so it
/// is refused; only its name is left.
/// </summary>
internal sealed record ReversedNiftiFormat(bool CanonicalOrientation, NonFiniteVoxels NonFiniteVoxels)
    : NiftiFormat(CanonicalOrientation, NonFiniteVoxels);

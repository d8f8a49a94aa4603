using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Brings volumes into the form that a network is to see, in training and later alike: nothing is random, and the shape of a row may
/// change. A few tensor operations for a batch, on its device.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "preprocessing")]
[JsonDerivedType(typeof(CanonicalOrientation), nameof(CanonicalOrientation))]
[JsonDerivedType(typeof(CropOrPad), nameof(CropOrPad))]
[JsonDerivedType(typeof(Resampling), nameof(Resampling))]
[JsonDerivedType(typeof(Resizing), nameof(Resizing))]
[JsonDerivedType(typeof(RobustRescaling), nameof(RobustRescaling))]
[JsonDerivedType(typeof(ZNormalization), nameof(ZNormalization))]
public abstract record VolumePreprocessing
{
    private protected VolumePreprocessing()
    {
    }

    /// <summary>Preprocesses a batch.</summary>
    /// <param name="volumes">The volumes, floating-point, of shape (N, channels, depth, height, width); not modified.</param>
    /// <returns>
    /// The volumes, of the type and device of <paramref name="volumes"/>, owned by the caller's dispose scope; <paramref name="volumes"/>
    /// itself if nothing changes.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="volumes"/> is of another rank or no floating-point type, or it is not known where the voxels lie.
    /// </exception>
    public Tensor Apply(Tensor volumes)
    {
        SpatialRows.Volumes.Check(GetType().Name, volumes);
        using var scope = NewDisposeScope();
        var changed = ApplyToVolumes(volumes);
        return ReferenceEquals(changed, volumes) ? volumes : changed.MoveToOuterDisposeScope();
    }

    /// <summary>Gets the shape of preprocessed rows.</summary>
    /// <param name="inputShape">The shape of a row as it is, (channels, depth, height, width).</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="inputShape"/> is not of this form, or it is not known where the voxels lie.
    /// </exception>
    public InputShape OutputShape(InputShape inputShape)
    {
        SpatialRows.Volumes.CheckInputShape(GetType().Name, inputShape);
        return ShapeAfter(inputShape);
    }

    /// <summary>Gets where the voxels of preprocessed rows lie.</summary>
    /// <param name="affine">Where those of the rows lie as they are, unless this step was told otherwise.</param>
    /// <param name="inputShape"><inheritdoc cref="OutputShape" path="/param[@name='inputShape']"/></param>
    /// <exception cref="ArgumentException"><paramref name="inputShape"/> is not of this form.</exception>
    public VolumeAffine OutputAffine(VolumeAffine affine, InputShape inputShape)
    {
        ArgumentNullException.ThrowIfNull(affine);
        SpatialRows.Volumes.CheckInputShape(GetType().Name, inputShape);
        return PlaceOf(affine)!.After(Of(affine).IndicesBefore(inputShape));
    }

    /// <summary>Gets where rows lie as they come: as this step was told, or else as they say themselves.</summary>
    internal virtual VolumeAffine? PlaceOf(VolumeAffine? volumes) => volumes;

    /// <summary>Gets the same for volumes that lie so, unless it was told where they lie.</summary>
    internal virtual VolumePreprocessing Of(VolumeAffine? volumes) => this;

    private protected abstract Tensor ApplyToVolumes(Tensor volumes);

    private protected virtual InputShape ShapeAfter(InputShape shape) => shape;

    /// <summary>Gets what maps the indices of a voxel of the result to indices in the volume as it was.</summary>
    private protected virtual VolumeAffine IndicesBefore(InputShape shape) => VolumeAffine.Identity;
}

using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Brings volumes to a shape by interpolation: the whole volume, with more or fewer voxels (nidl's Resize).</summary>
/// <remarks>
/// Place o of the result lies at <c>(o + 0.5) size / target - 0.5</c>. Nothing is smoothed before an axis gets fewer voxels.
/// </remarks>
public sealed record Resizing : VolumePreprocessing
{
    /// <summary>Gets the lengths of depth, height and width in voxels, or one for all.</summary>
    public required IReadOnlyList<int> TargetShape { get; init => field = AugmentationOption.PerAxis(Requires.NotNull(value))!; }

    /// <summary>Gets how values between voxels are found. Default linearly, as in nidl.</summary>
    public VolumeInterpolation Interpolation { get; init => field = Requires.Defined(value); } = VolumeInterpolation.Linear;

    private protected override Tensor ApplyToVolumes(Tensor volumes) =>
        VolumeGrid.Apply(volumes, Interpolation, axis => (TargetShape.Of(axis), (double)volumes.shape[axis + 2] / TargetShape.Of(axis)));

    private protected override InputShape ShapeAfter(InputShape shape) =>
        InputShape.Create([shape[0], TargetShape.Of(0), TargetShape.Of(1), TargetShape.Of(2)]);

    private protected override VolumeAffine IndicesBefore(InputShape shape) =>
        VolumeAffine.OfSteps(axis => VolumeGrid.Place((double)shape[axis + 1] / TargetShape.Of(axis)));
}

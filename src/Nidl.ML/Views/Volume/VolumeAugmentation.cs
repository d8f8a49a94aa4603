using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Maps a batch of volumes, of shape (N, channels, depth, height, width), to another view of it. Derive from it to write one of your own.
/// </summary>
public abstract record VolumeAugmentation : Augmentation
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// <paramref name="batch"/> is not of shape (N, channels, depth, height, width) and a floating-point type.
    /// </exception>
    public sealed override Tensor Apply(Tensor batch, RandomSource random)
    {
        SpatialRows.Volumes.Check(GetType().Name, batch);
        using var scope = NewDisposeScope();
        var view = ApplyToVolumes(batch, random);
        return ReferenceEquals(view, batch) ? batch : view.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override void CheckInputShape(InputShape inputShape) => SpatialRows.Volumes.CheckInputShape(GetType().Name, inputShape);

    /// <summary>Draws one view of a batch of volumes; temporaries are released by the caller.</summary>
    /// <param name="volumes">The volumes, of shape (N, channels, depth, height, width); not modified.</param>
    /// <param name="random">Where all randomness comes from.</param>
    /// <returns>
    /// The view, of the shape, type and device of <paramref name="volumes"/>; <paramref name="volumes"/> itself if nothing changes.
    /// </returns>
    protected abstract Tensor ApplyToVolumes(Tensor volumes, RandomSource random);
}

using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Maps a batch of images, of shape (N, channels, height, width), to another view of it. Derive from it to write one of your own.
/// </summary>
public abstract record ImageAugmentation : Augmentation
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// <paramref name="batch"/> is not of shape (N, channels, height, width) and a floating-point type.
    /// </exception>
    public sealed override Tensor Apply(Tensor batch, RandomSource random)
    {
        SpatialRows.Images.Check(GetType().Name, batch);
        if (SampleChanges.Suit(this, batch))
            return SampleChanges.Apply(this, batch, random);
        using var scope = NewDisposeScope();
        var view = ApplyToImages(batch, random);
        return ReferenceEquals(view, batch) ? batch : view.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override void CheckInputShape(InputShape inputShape) => SpatialRows.Images.CheckInputShape(GetType().Name, inputShape);

    /// <summary>Draws one view of a batch of images; temporaries are released by the caller.</summary>
    /// <param name="images">The images, of shape (N, channels, height, width); not modified.</param>
    /// <param name="random">Where all randomness comes from.</param>
    /// <returns>
    /// The view, of the type and device of <paramref name="images"/> and the shape that <see cref="Augmentation.GetOutputShape"/> says;
    /// <paramref name="images"/> itself if nothing changes.
    /// </returns>
    protected abstract Tensor ApplyToImages(Tensor images, RandomSource random);
}

using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Maps a batch to another view of it: every sample with random parameters of its own, in a few tensor operations on the batch's device.
/// </summary>
/// <remarks>
/// Derive from it to write an augmentation of your own; properties are its options and are written into model files as a note.
/// </remarks>
[JsonConverter(typeof(AugmentationNote))]
public abstract record Augmentation
{
    /// <summary>Draws one view of a batch.</summary>
    /// <param name="batch">The samples, Single, of shape (N, ...); not modified.</param>
    /// <param name="random">Where all randomness comes from.</param>
    /// <returns>
    /// The view, of the type and device of <paramref name="batch"/> and the shape that <see cref="GetOutputShape"/> says, owned by the
    /// caller's dispose scope; <paramref name="batch"/> itself if nothing changes.
    /// </returns>
    public abstract Tensor Apply(Tensor batch, RandomSource random);

    /// <summary>Gets the shape of one row of the view: that of the row itself unless overridden.</summary>
    /// <param name="inputShape">The shape of one row, without the batch.</param>
    public virtual InputShape GetOutputShape(InputShape inputShape) => inputShape;

    /// <summary>
    /// Checks, before training starts, that this augmentation can act on rows of a shape. Accepts every shape unless overridden.
    /// </summary>
    /// <param name="inputShape">The shape of one row, without the batch.</param>
    /// <exception cref="ArgumentException">
    /// The shape does not fit; the message names the shape that is needed and <paramref name="inputShape"/>.
    /// </exception>
    public virtual void CheckInputShape(InputShape inputShape)
    {
    }

    /// <summary>
    /// Says, in one sentence each, what of this augmentation changes nothing of rows of a shape that it accepts, though its options ask for
    /// a change.
    /// </summary>
    internal virtual IEnumerable<string> IdleOn(InputShape inputShape) => [];

    /// <summary>
    /// Says whether <see cref="DrawChange"/> can take the place of <see cref="Apply"/> for a batch that suits
    /// <see cref="SampleChanges"/>. It cannot unless overridden.
    /// </summary>
    internal virtual bool ChangesSamplesOf(Tensor batch) => false;

    /// <summary>
    /// Draws what <see cref="Apply"/> draws, and gives the change of one of the batch's samples. Only the batch's shape is read.
    /// </summary>
    internal virtual SampleChange DrawChange(Tensor batch, RandomSource random) =>
        throw new NotSupportedException($"{GetType().Name} changes whole batches.");

    /// <summary>Gets the same for rows whose voxels lie so, unless it was told where they lie. This one itself unless overridden.</summary>
    internal virtual Augmentation Of(VolumeAffine volumes) => this;

    /// <summary>Gets whether <see cref="Fit"/> learns something from training rows. False unless overridden.</summary>
    [JsonIgnore]
    public virtual bool LearnsFromTrainingRows => false;

    /// <summary>Gives, before training starts, an augmentation that has seen training rows: this one itself unless overridden.</summary>
    /// <param name="rows">
    /// Training rows, all or a random sample, of shape (M, ...) on the device of the batches. They belong to the caller, who keeps them
    /// until the last call of <see cref="Apply"/>.
    /// </param>
    /// <returns>What to apply; this augmentation is not changed.</returns>
    public virtual Augmentation Fit(Tensor rows) => this;
}

using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Applies augmentations one after the other, as one: for use inside <see cref="RandomAugmentation"/>, or to name a pipeline.
/// </summary>
public sealed record AugmentationSequence : Augmentation
{
    /// <summary>Creates the sequence of <paramref name="augmentations"/>; an empty one changes nothing.</summary>
    /// <param name="augmentations">The augmentations, the first applied first.</param>
    /// <exception cref="ArgumentNullException">One of them is null.</exception>
    public AugmentationSequence(params IReadOnlyList<Augmentation> augmentations) =>
        Augmentations = ValueList<Augmentation>.Copy(Requires.NotNull(augmentations, nameof(augmentations)), nameof(augmentations));

    /// <summary>Gets the augmentations, the first applied first.</summary>
    public IReadOnlyList<Augmentation> Augmentations { get; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool LearnsFromTrainingRows => Augmentations.Any(augmentation => augmentation.LearnsFromTrainingRows);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">An augmentation gave null, or a view of another shape or type than it says.</exception>
    public override Tensor Apply(Tensor batch, RandomSource random)
    {
        using var scope = NewDisposeScope();
        var (view, done) = (batch, 0);
        while (done < Augmentations.Count)
        {
            var inTurn = SampleChanges.CountInTurn(Augmentations.Skip(done), view);
            var next = inTurn > 0
                ? SampleChanges.Apply(new AugmentationSequence([.. Augmentations.Skip(done).Take(inTurn)]), view, random)
                : ApplyOne(Augmentations[done], view, random);
            // Released at once: big batches make big temporaries.
            if (!ReferenceEquals(view, batch) && !ReferenceEquals(view, next))
                view.Dispose();
            view = next;
            done += Math.Max(1, inTurn);
        }
        return ReferenceEquals(view, batch) ? batch : view.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override InputShape GetOutputShape(InputShape inputShape) =>
        Augmentations.Aggregate(inputShape, (shape, augmentation) => augmentation.GetOutputShape(shape));

    /// <inheritdoc/>
    public override void CheckInputShape(InputShape inputShape)
    {
        var shape = inputShape;
        foreach (var augmentation in Augmentations)
        {
            augmentation.CheckInputShape(shape);
            shape = augmentation.GetOutputShape(shape);
        }
    }

    internal override bool ChangesSamplesOf(Tensor batch) =>
        Augmentations.All(augmentation => SampleChanges.TakeTurns(augmentation, batch));

    internal override SampleChange DrawChange(Tensor batch, RandomSource random)
    {
        var changes = new SampleChange[Augmentations.Count];
        for (var i = 0; i < changes.Length; i++)
        {
            using var own = random.Branch();
            changes[i] = Augmentations[i].DrawChange(batch, own);
        }
        return SampleChanges.InTurn(changes);
    }

    private static Tensor ApplyOne(Augmentation augmentation, Tensor view, RandomSource random)
    {
        // One that draws more or less often than before leaves the numbers of the others as they were.
        using var own = random.Branch();
        var next = augmentation.Apply(view, own);
        BatchShape.CheckView(augmentation, view, next);
        return next;
    }

    internal override AugmentationSequence Of(VolumeAffine volumes) =>
        new([.. Augmentations.Select(augmentation => augmentation.Of(volumes))]);

    internal override IEnumerable<string> IdleOn(InputShape inputShape) =>
        Augmentations.SelectMany(augmentation => augmentation.IdleOn(inputShape));

    /// <inheritdoc/>
    /// <remarks>Each augmentation sees the rows as they are, not as the ones before it would change them.</remarks>
    public override Augmentation Fit(Tensor rows) =>
        LearnsFromTrainingRows ? new AugmentationSequence([.. Augmentations.Select(augmentation => augmentation.Fit(rows))]) : this;
}

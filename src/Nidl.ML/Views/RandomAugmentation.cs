using System.Text.Json.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Applies an augmentation to each sample with a probability, and leaves the others as they are.</summary>
/// <remarks>Only the chosen samples are computed, so a costly augmentation with a small probability costs little.</remarks>
public sealed record RandomAugmentation : Augmentation
{
    /// <summary>Creates an augmentation that applies <paramref name="augmentation"/> to a sample with the given probability.</summary>
    /// <param name="probability">The probability, 0 to 1.</param>
    /// <param name="augmentation">What is applied to the chosen samples, as to a batch of their own.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="probability"/> is not from 0 to 1.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="augmentation"/> is null.</exception>
    public RandomAugmentation(double probability, Augmentation augmentation)
    {
        Probability = probability;
        Augmentation = augmentation;
    }

    /// <summary>Gets the probability of applying the augmentation to a sample: 0 to 1.</summary>
    public double Probability { get; init => field = AugmentationOption.Probability(value); }

    /// <summary>Gets what is applied to the chosen samples.</summary>
    public Augmentation Augmentation { get; init => field = Requires.NotNull(value); }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool LearnsFromTrainingRows => Augmentation.LearnsFromTrainingRows;

    /// <inheritdoc/>
    public override Tensor Apply(Tensor batch, RandomSource random)
    {
        if (SampleChanges.Suit(this, batch))
            return SampleChanges.Apply(this, batch, random);
        using var scope = NewDisposeScope();
        var chosen = ChosenRows.Places(random.Bernoulli([batch.shape[0]], Probability));
        using var theirs = random.Branch(chosen.cpu().data<long>());
        var view = ChosenRows.ChangeAt(batch, chosen, samples => Checked(samples, Augmentation.Apply(samples, theirs)));
        return ReferenceEquals(view, batch) ? batch : view.MoveToOuterDisposeScope();
    }

    internal override bool ChangesSamplesOf(Tensor batch) => SampleChanges.TakeTurns(Augmentation, batch);

    internal override SampleChange DrawChange(Tensor batch, RandomSource random)
    {
        using var scope = NewDisposeScope();
        var chosen = ChosenRows.Places(random.Bernoulli([batch.shape[0]], Probability)).data<long>().ToArray();
        using var theirs = random.Branch(chosen);
        if (chosen.Length == 0)
            return (_, _, _) => false;
        var change = Augmentation.DrawChange(batch.narrow(0, 0, chosen.Length), theirs);
        return (row, sample, view) => Array.BinarySearch(chosen, row) is var place && place >= 0 && change(place, sample, view);
    }

    private Tensor Checked(Tensor samples, Tensor view)
    {
        BatchShape.CheckView(Augmentation, samples, view);
        return view;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// The shape does not fit the augmentation, or would be another after it: all samples of a view have one shape.
    /// </exception>
    public override void CheckInputShape(InputShape inputShape)
    {
        Augmentation.CheckInputShape(inputShape);
        var view = Augmentation.GetOutputShape(inputShape);
        if (!view.Equals(inputShape))
            throw new ArgumentException(
                $"RandomAugmentation needs an augmentation that keeps the shape of rows, {inputShape}, "
                + $"but {Augmentation.GetType().Name} gives views of {view}.", nameof(inputShape));
    }

    internal override Augmentation Of(VolumeAffine volumes) => this with { Augmentation = Augmentation.Of(volumes) };

    internal override IEnumerable<string> IdleOn(InputShape inputShape) => Augmentation.IdleOn(inputShape);

    /// <inheritdoc/>
    public override Augmentation Fit(Tensor rows) => LearnsFromTrainingRows ? this with { Augmentation = Augmentation.Fit(rows) } : this;
}

using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views;

[TestClass]
public class AugmentationSequenceTests
{
    [TestMethod]
    public void Apply_TwoAugmentations_AppliesInOrder()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(1);
        var sequence = new AugmentationSequence(new Shifted(-1), new Scaled(0.5));
        Batch.AreClose([2], sequence.Apply(Batch.Of([5], 1, 1, 1, 1), random), 0);
    }

    [TestMethod]
    public void Apply_TwoAugmentations_DrawFromBranchesOfTheirOwn()
    {
        using var scope = NewDisposeScope();
        var batch = Batch.Random([4, 5]);
        using var first = Batch.Source(1);
        var sequenced = new AugmentationSequence(new GaussianNoise(), new GaussianNoise()).Apply(batch, first);
        using var random = Batch.Source(1);
        using var ones = random.Branch();
        using var others = random.Branch();
        var oneByOne = new GaussianNoise().Apply(new GaussianNoise().Apply(batch, ones), others);
        Batch.AreClose(Batch.Values(oneByOne), sequenced, 0);
    }

    [TestMethod]
    public void Apply_Empty_IsTheBatchItself()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(1);
        var batch = Batch.Random([2, 3]);
        Assert.AreSame(batch, new AugmentationSequence().Apply(batch, random));
    }

    [TestMethod]
    public void CheckInputShape_TwoAugmentations_AsksEach()
    {
        var sequence = new AugmentationSequence(new GaussianNoise(), new RandomHorizontalFlip2d());
        sequence.CheckInputShape([1, 4, 4]);
        Assert.ThrowsExactly<ArgumentException>(() => sequence.CheckInputShape([16]));
    }

    [TestMethod]
    public void Fit_AugmentationsThatLearn_AreFitted()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(1);
        var sequence = new AugmentationSequence(
            new RandomAugmentation(1, new FeatureCorruption { Rate = 1 }), new GaussianNoise { StandardDeviation = 0 });
        Assert.IsTrue(sequence.LearnsFromTrainingRows);
        var view = sequence.Fit(full([3, 2], 7f)).Apply(zeros(4, 2), random);
        Batch.AreClose(Enumerable.Repeat(7.0, 8).ToArray(), view, 0);
        var plain = new AugmentationSequence(new RandomAugmentation(1, new GaussianNoise()));
        Assert.IsFalse(plain.LearnsFromTrainingRows);
        Assert.AreSame(plain, plain.Fit(zeros(3, 2)));
    }

    [TestMethod]
    public void Equality_OfOptions_IsByValue()
    {
        Assert.AreEqual(
            new AugmentationSequence(new ColorJitter(), new GaussianNoise()),
            new AugmentationSequence(new ColorJitter(), new GaussianNoise()));
        Assert.AreEqual(
            new AugmentationSequence(new ColorJitter()).GetHashCode(), new AugmentationSequence(new ColorJitter()).GetHashCode());
        Assert.AreNotEqual(
            new AugmentationSequence(new ColorJitter(), new GaussianNoise()),
            new AugmentationSequence(new GaussianNoise(), new ColorJitter()));
        Assert.ThrowsExactly<ArgumentNullException>(() => new AugmentationSequence(new ColorJitter(), null!));
    }

    [TestMethod]
    [DataRow("null", "null")]
    [DataRow("narrow", "Float32 of shape (4, 3)")]
    [DataRow("double", "Float64 of shape (4, 5)")]
    public void Apply_OwnAugmentationGivesAnotherView_IsRefused(string kind, string given)
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(1);
        var own = new Faulty(kind);
        var message = $"Faulty must give a view of Float32 of shape (4, 5), but gave {given}.";
        Error.Is<InvalidOperationException>(
            message, () => new AugmentationSequence(new GaussianNoise(), own).Apply(Batch.Random([4, 5]), random));
        Error.Is<InvalidOperationException>(message, () => new RandomAugmentation(1, own).Apply(Batch.Random([4, 5]), random));
    }

    private sealed record Shifted(double Distance) : Augmentation
    {
        public override Tensor Apply(Tensor batch, RandomSource random) => batch.add(Distance);
    }

    private sealed record Scaled(double Factor) : Augmentation
    {
        public override Tensor Apply(Tensor batch, RandomSource random) => batch.mul(Factor);
    }

    private sealed record Faulty(string Kind) : Augmentation
    {
        public override Tensor Apply(Tensor batch, RandomSource random) => Kind switch
        {
            "narrow" => batch.narrow(1, 0, 3),
            "double" => batch.to(ScalarType.Float64),
            _ => null!,
        };
    }
}

using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views;

[TestClass]
public sealed class ViewPlanTests
{
    private static readonly AugmentationSequence Noise = new(new GaussianNoise { StandardDeviation = 0.1 });

    [TestMethod]
    public void Draw_FourViews_AreDrawnEachOnItsOwn()
    {
        using var scope = NewDisposeScope();
        var rows = Batch.Random([3, 4]);
        var drawn = new ViewPlan(Noise, Noise, new AugmentationSequence(), Noise)
            .Draw(rows, Batch.Random([3, 4], seed: 2), seed: 1, epoch: 0, firstRow: 0);
        Assert.HasCount(4, drawn);
        Assert.AreSame(rows, drawn[2]);
        // A view draws the same, whatever views stand beside it; the second alone starts from the ready-made rows.
        var pair = new ViewPlan(Noise, Noise).Draw(rows, null, seed: 1, epoch: 0, firstRow: 0);
        Assert.IsTrue(pair[0].equal(drawn[0]).all().ToBoolean());
        Assert.IsFalse(pair[1].equal(drawn[1]).any().ToBoolean());
        Assert.IsFalse(drawn[0].equal(drawn[3]).any().ToBoolean());
    }

    [TestMethod]
    public void Draw_InParts_DrawsAsAtOnce()
    {
        using var scope = NewDisposeScope();
        var plan = new ViewPlan(new AugmentationSequence(new RandomAugmentation(0.5, new GaussianNoise()), new FeatureMasking()), Noise);
        var rows = Batch.Random([7, 4]);
        var whole = plan.Draw(rows, null, seed: 1, epoch: 2, firstRow: 10);
        var first = plan.Draw(rows.narrow(0, 0, 3), null, seed: 1, epoch: 2, firstRow: 10);
        var rest = plan.Draw(rows.narrow(0, 3, 4), null, seed: 1, epoch: 2, firstRow: 13);
        for (var view = 0; view < 2; view++)
            CollectionAssert.AreEqual(Batch.Values(whole[view]), Batch.Values(cat([first[view], rest[view]])));
    }

    [TestMethod]
    public void Create_FurtherViewsOfAMethod_AreInThePlan()
    {
        using var scope = NewDisposeScope();
        var plan = TrainingViews.Of(new FourViews { Augmentations = [new GaussianNoise()] }, [4]).Views;
        Assert.AreEqual(
            new ViewPlan(new AugmentationSequence(new GaussianNoise()), new AugmentationSequence(new GaussianNoise()), Noise, Noise), plan);
    }

    private sealed record FourViews : TrainingOptions
    {
        protected internal override IReadOnlyList<IReadOnlyList<Augmentation>> FurtherViews(InputShape shape) =>
            [Noise.Augmentations, Noise.Augmentations];
    }
}

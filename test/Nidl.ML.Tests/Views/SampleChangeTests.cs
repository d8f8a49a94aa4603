using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views;

/// <summary>Large images on a CPU are changed one by one, by loops, instead of by Torch's operations on the batch.</summary>
[TestClass]
[DoNotParallelize]
public class SampleChangeTests
{
    // The sides are no multiples of what a processor computes at once.
    private static readonly long[] s_shape = [7, 3, 53, 49];

    private static readonly Augmentation[] s_augmentations =
    [
        new RandomResizedCrop2d(),
        new RandomHorizontalFlip2d(),
        new RandomVerticalFlip2d(),
        new ColorJitter(),
        new ColorJitter { Brightness = 0, Contrast = 0, Saturation = 0, Hue = 0.5 },
        new ColorJitter { Brightness = 0.8, Contrast = 0.8, Saturation = 0.8, Hue = 0 },
        new Grayscale { Probability = 0.5 },
        new GaussianBlur2d(),
        new GaussianNoise { StandardDeviation = (0, 0.2) },
        new RandomAugmentation(0.5, new GaussianBlur2d()),
        new AugmentationSequence(AugmentationPresets.SimClrImage()),
        new AugmentationSequence(new RandomResizedCrop2d(), new RandomHorizontalFlip2d(), new ColorJitter(), new GaussianNoise()),
        new AugmentationSequence(new AugmentationSequence(), new RandomAugmentation(0.5, new AugmentationSequence(new Grayscale()))),
    ];

    private static IEnumerable<object[]> Cases() => Enumerable.Range(0, s_augmentations.Length).Select(i => new object[] { i });

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Apply_OneByOne_EqualsTorchsOperations(int index)
    {
        using var scope = NewDisposeScope();
        var batch = Batch.Random(s_shape);
        var precise = batch.to_type(ScalarType.Float64);
        Assert.IsTrue(SampleChanges.Suit(s_augmentations[index], batch) && !SampleChanges.Suit(s_augmentations[index], precise));
        Batch.AreClose(Batch.Values(View(s_augmentations[index], precise)), View(s_augmentations[index], batch), 1e-5);
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Apply_RowByRow_GivesTheSameBits(int index)
    {
        using var scope = NewDisposeScope();
        var batch = Batch.Random(s_shape);
        using var random = Batch.Source(7, 1);
        var rows = new Tensor[s_shape[0]];
        for (var i = 0; i < rows.Length; i++)
        {
            using var own = random.Skip(i);
            rows[i] = s_augmentations[index].Apply(batch.narrow(0, i, 1), own);
        }
        Batch.AreClose(Batch.Values(cat(rows)), View(s_augmentations[index], batch), 0);
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Apply_Always_KeepsTheBatchAndLeavesOneTensorAlive(int index)
    {
        using var batch = Batch.Random(s_shape);
        var values = Batch.Values(batch);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using var view = View(s_augmentations[index], batch);
        Assert.AreEqual(before + 1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        CollectionAssert.AreEqual(values, Batch.Values(batch));
    }

    [TestMethod]
    public void Apply_ChannelsLast_GivesTheSameView()
    {
        using var scope = NewDisposeScope();
        var batch = Batch.Random(s_shape);
        var channelsLast = batch.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        Assert.IsFalse(channelsLast.is_contiguous());
        Batch.AreClose(Batch.Values(View(s_augmentations[^2], batch)), View(s_augmentations[^2], channelsLast), 0);
    }

    [TestMethod]
    public void Apply_NothingChanges_IsTheBatchItself()
    {
        using var scope = NewDisposeScope();
        var batch = Batch.Random(s_shape);
        var none = new AugmentationSequence(
            new RandomHorizontalFlip2d { Probability = 0 }, new RandomAugmentation(0, new GaussianBlur2d()),
            new GaussianNoise { StandardDeviation = 0 });
        Assert.IsTrue(SampleChanges.Suit(none, batch));
        Assert.AreSame(batch, View(none, batch));
    }

    [TestMethod]
    public void ColorChange_PrimariesAndGray_TurnAsHsv()
    {
        var view = new float[9];
        new ColorChange(1, 1, 1, 1f / 3).Apply([1, 0.5f, 0, 0, 0.5f, 0, 0, 0.5f, 0], view);
        float[] expected = [0, 0.5f, 0, 1, 0.5f, 0, 0, 0.5f, 0];
        foreach (var (value, at) in expected.Select((value, i) => (value, i)))
            Assert.AreEqual(value, view[at], 1e-6f, $"at {at}");
    }

    private static Tensor View(Augmentation augmentation, Tensor batch)
    {
        using var random = Batch.Source(7, 1);
        return augmentation.Apply(batch, random);
    }
}

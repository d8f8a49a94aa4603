using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views;

/// <summary>Images on a CPU are changed one by one, by loops, instead of by Torch's operations on the batch.</summary>
[TestClass]
[DoNotParallelize]
public class SampleChangeTests
{
    private static readonly ColorJitter s_gray = new() { Saturation = 0, Hue = 0 };

    private static readonly Augmentation[] s_ofColors =
    [
        new ColorJitter(),
        new ColorJitter { Brightness = 0, Contrast = 0, Saturation = 0, Hue = 0.5 },
        new ColorJitter { Brightness = 0.8, Contrast = 0.8, Saturation = 0.8, Hue = 0 },
        new ColorJitter { Brightness = 0.8, ValueRange = (0.1, 0.9) },
        new ColorJitter { Brightness = 0, Saturation = 0.8, ValueRange = (0.3, 0.6) },
        new Grayscale { Probability = 0.5 },
        new AugmentationSequence(AugmentationPresets.SimClrImage()),
        new AugmentationSequence(new RandomResizedCrop2d(), new RandomHorizontalFlip2d(), new ColorJitter(), new GaussianNoise()),
        new AugmentationSequence(new AugmentationSequence(), new RandomAugmentation(0.5, new AugmentationSequence(new Grayscale()))),
    ];

    private static readonly Augmentation[] s_ofAnyChannels =
    [
        new RandomResizedCrop2d(),
        new RandomResizedCrop2d { Ratio = (0.1, 10), Scale = (0.01, 1) },
        new RandomResizedCrop2d { OutputSize = [4] },
        new RandomResizedCrop2d { OutputSize = [13, 60] },
        new RandomCropWithPadding2d { FillValue = 0.25 },
        new RandomCropWithPadding2d { Padding = 40 },
        new RandomErasing2d { Value = 0.3 },
        new RandomErasing2d { Probability = 1, Scale = (0.5, 1), Value = ErasingValue.Mean },
        new RandomHorizontalFlip2d(),
        new RandomVerticalFlip2d(),
        new RandomRotation2d { FillValue = 0.25 },
        new RandomRotation2d { Degrees = 180 },
        new Solarization { Probability = 0.6, Threshold = 0.7, MaximumValue = 0.9 },
        s_gray,
        s_gray with { Brightness = 0, Contrast = 0 },
        s_gray with { Brightness = 0.8, Contrast = 0.8, ValueRange = (0.2, 0.8) },
        s_gray with { Contrast = 0, ValueRange = (0.2, 0.8) },
        s_gray with { Brightness = 0, ValueRange = (0.2, 0.8) },
        new GaussianBlur2d { Sigma = (0.1, 1) },
        new GaussianNoise { StandardDeviation = (0, 0.2) },
        new RandomAugmentation(0.5, new GaussianBlur2d { Sigma = (0.1, 1) }),
        new AugmentationSequence(new RandomResizedCrop2d(), new RandomHorizontalFlip2d(), s_gray, new GaussianNoise()),
    ];

    // The sides are no multiples of what a processor computes at once, and fewer.
    private static readonly (Augmentation Augmentation, long[] Shape)[] s_cases =
    [
        .. s_ofColors.SelectMany(
            _ => (long[][])[[7, 3, 53, 49], [4, 3, 9, 14], [1, 3, 11, 9], [3, 1, 28, 28]], (one, shape) => (one, shape)),
        .. s_ofAnyChannels.SelectMany(
            _ => (long[][])[[7, 3, 53, 49], [5, 1, 28, 28], [6, 2, 17, 9], [3, 4, 6, 31], [1, 5, 7, 5]], (one, shape) => (one, shape)),
    ];

    private static IEnumerable<object[]> Cases() => Enumerable.Range(0, s_cases.Length).Select(i => new object[] { i });

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Apply_OneByOne_EqualsTorchsOperations(int index)
    {
        using var scope = NewDisposeScope();
        var (augmentation, shape) = s_cases[index];
        var batch = Batch.Random(shape);
        var precise = batch.to_type(ScalarType.Float64);
        Assert.IsTrue(SampleChanges.Suit(augmentation, batch) && !SampleChanges.Suit(augmentation, precise));
        var expected = View(augmentation, precise);
        var view = View(augmentation, batch);
        CollectionAssert.AreEqual(expected.shape, view.shape);
        Batch.AreClose(Batch.Values(expected), view, 1e-5);
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Apply_RowByRow_GivesTheSameBits(int index)
    {
        using var scope = NewDisposeScope();
        var (augmentation, shape) = s_cases[index];
        var batch = Batch.Random(shape);
        using var random = Batch.Source(7, 1);
        var rows = new Tensor[shape[0]];
        for (var i = 0; i < rows.Length; i++)
        {
            using var own = random.Skip(i);
            rows[i] = augmentation.Apply(batch.narrow(0, i, 1), own);
        }
        Batch.AreClose(Batch.Values(cat(rows)), View(augmentation, batch), 0);
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Apply_Always_KeepsTheBatchAndLeavesOneTensorAlive(int index)
    {
        var (augmentation, shape) = s_cases[index];
        using var batch = Batch.Random(shape);
        var values = Batch.Values(batch);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var view = View(augmentation, batch);
        Assert.AreEqual(before + (ReferenceEquals(view, batch) ? 0 : 1), DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        view.Dispose();
        if (!ReferenceEquals(view, batch))
            CollectionAssert.AreEqual(values, Batch.Values(batch));
    }

    [TestMethod]
    public void Apply_AnotherNumberOfThreads_GivesTheSameBits()
    {
        using var scope = NewDisposeScope();
        var batch = Batch.Random([50, 1, 28, 28]);
        var threads = get_num_threads();
        var expected = Batch.Values(View(s_ofAnyChannels[^1], batch));
        set_num_threads(threads == 1 ? 3 : 1);
        try
        {
            Batch.AreClose(expected, View(s_ofAnyChannels[^1], batch), 0);
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [TestMethod]
    public void Apply_NoRows_GivesNoRows()
    {
        using var scope = NewDisposeScope();
        foreach (var (augmentation, shape) in s_cases)
        {
            var rows = InputShape.Create(shape.AsSpan(1));
            var view = View(augmentation, zeros(rows.WithBatch(0)));
            CollectionAssert.AreEqual(augmentation.GetOutputShape(rows).WithBatch(0), view.shape);
        }
    }

    [TestMethod]
    public void Apply_GradientIsNeeded_ComesFromTorchsOperations()
    {
        using var scope = NewDisposeScope();
        var batch = Batch.Random([3, 1, 8, 8]).requires_grad_();
        View(s_ofAnyChannels[^1], batch).sum().backward();
        Assert.IsNotNull(batch.grad);
    }

    [TestMethod]
    public void Sequence_OfBothWaysAndAnotherSize_EqualsTorchsOperations()
    {
        using var scope = NewDisposeScope();
        var batch = Batch.Random([6, 1, 20, 24]);
        var sequence = new AugmentationSequence(
            new RandomHorizontalFlip2d(), new RandomRotation2d(), new RandomErasing2d { Value = ErasingValue.Noise },
            new RandomResizedCrop2d { OutputSize = [9, 8] }, s_gray, new RandomVerticalFlip2d(), new PlusOne(), new GaussianNoise());
        Assert.IsFalse(SampleChanges.Suit(sequence, batch));
        var view = View(sequence, batch);
        CollectionAssert.AreEqual(new long[] { 6, 1, 9, 8 }, view.shape);
        Batch.AreClose(Batch.Values(View(sequence, batch.to_type(ScalarType.Float64))), view, 1e-5);
    }

    [TestMethod]
    public void RandomAugmentation_OfAnotherSize_IsNotDoneByLoops()
    {
        using var scope = NewDisposeScope();
        var random = new RandomAugmentation(0.5, new RandomResizedCrop2d { OutputSize = [4] });
        Assert.IsFalse(SampleChanges.Suit(random, Batch.Random([6, 1, 8, 8])));
    }

    [TestMethod]
    public void Apply_ChannelsLast_GivesTheSameView()
    {
        using var scope = NewDisposeScope();
        var batch = Batch.Random([7, 3, 53, 49]);
        var channelsLast = batch.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        Assert.IsFalse(channelsLast.is_contiguous());
        Batch.AreClose(Batch.Values(View(s_ofColors[^2], batch)), View(s_ofColors[^2], channelsLast), 0);
    }

    [TestMethod]
    public void Apply_NothingChanges_IsTheBatchItself()
    {
        using var scope = NewDisposeScope();
        var batch = Batch.Random([7, 3, 53, 49]);
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
        new ColorChange(1, 1, 1, 1f / 3).Apply([1, 0.5f, 0, 0, 0.5f, 0, 0, 0.5f, 0], view, channels: 3);
        float[] expected = [0, 0.5f, 0, 1, 0.5f, 0, 0, 0.5f, 0];
        foreach (var (value, at) in expected.Select((value, i) => (value, i)))
            Assert.AreEqual(value, view[at], 1e-6f, $"at {at}");
    }

    private static Tensor View(Augmentation augmentation, Tensor batch)
    {
        using var random = Batch.Source(7, 1);
        return augmentation.Apply(batch, random);
    }

    private sealed record PlusOne : Augmentation
    {
        public override Tensor Apply(Tensor batch, RandomSource random) => batch.add(1);
    }
}

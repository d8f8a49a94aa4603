using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views;

[TestClass]
public class AugmentationsTests
{
    private static readonly RandomResizedCrop2d s_crop = new() { Scale = (0.08, 1), Ratio = (3.0 / 4, 4.0 / 3) };
    private static readonly RandomHorizontalFlip2d s_flip = new() { Probability = 0.5 };
    private static readonly Grayscale s_gray = new() { Probability = 0.2 };
    private static readonly GaussianBlur2d s_blur = new() { Sigma = (0.1, 2) };

    [TestMethod]
    public void SimClrImage_Default_HasThePapersImageNetValues()
    {
        var jitter = new RandomAugmentation(0.8, new ColorJitter { Brightness = 0.8, Contrast = 0.8, Saturation = 0.8, Hue = 0.2 });
        Augmentation[] expected = [s_crop, s_flip, jitter, s_gray, new RandomAugmentation(0.5, s_blur)];
        CollectionAssert.AreEqual(expected, AugmentationPresets.SimClrImage().ToArray());
    }

    [TestMethod]
    public void SimClrImage_SmallImages_HasThePapersCifarValues()
    {
        var jitter = new RandomAugmentation(0.8, new ColorJitter { Brightness = 0.4, Contrast = 0.4, Saturation = 0.4, Hue = 0.1 });
        CollectionAssert.AreEqual(
            new Augmentation[] { s_crop, s_flip, jitter, s_gray }, AugmentationPresets.SimClrImage([3, 64, 64]).ToArray());
        Assert.HasCount(5, AugmentationPresets.SimClrImage([3, 64, 65]));
    }

    [TestMethod]
    public void SimClrImage_WithoutColors_LeavesColorsOut()
    {
        var jitter = new RandomAugmentation(0.8, new ColorJitter { Brightness = 0.4, Contrast = 0.4, Saturation = 0, Hue = 0 });
        CollectionAssert.AreEqual(new Augmentation[] { s_crop, s_flip, jitter }, AugmentationPresets.SimClrImage([1, 28, 28]).ToArray());
    }

    [TestMethod]
    public void BarlowTwinsImage_ByDefault_HasThePapersValuesForEachView()
    {
        var jitter = new RandomAugmentation(0.8, new ColorJitter { Brightness = 0.4, Contrast = 0.4, Saturation = 0.2, Hue = 0.1 });
        var (first, second) = AugmentationPresets.BarlowTwinsImage();
        CollectionAssert.AreEqual(new Augmentation[] { s_crop, s_flip, jitter, s_gray, s_blur }, first.ToArray());
        Augmentation[] expected = [
            s_crop, s_flip, jitter, s_gray, new RandomAugmentation(0.1, s_blur),
            new Solarization { Probability = 0.2, Threshold = 0.5, MaximumValue = 1 }];
        CollectionAssert.AreEqual(expected, second.ToArray());
    }

    [TestMethod]
    public void Tabular_ByDefault_IsScarfs() =>
        CollectionAssert.AreEqual(new Augmentation[] { new FeatureCorruption { Rate = 0.6 } }, AugmentationPresets.Tabular().ToArray());

    [TestMethod]
    public void YAwareVolume_ByDefault_IsCutoutAlone() =>
        CollectionAssert.AreEqual(
            new Augmentation[] { new RandomCutout3d { BoxSize = null, Probability = 1, Value = 0 } },
            AugmentationPresets.YAwareVolume().ToArray());

    [TestMethod]
    public void YAwareAllVolume_ByDefault_HasTheCodesValues()
    {
        Augmentation[] expected =
        [
            new RandomFlip3d { Axes = SpatialAxes.Depth | SpatialAxes.Height | SpatialAxes.Width, Probability = 0.125 },
            new RandomAugmentation(0.5, new GaussianBlur3d { Sigma = (0.1, 1) }),
            new RandomAugmentation(0.5, new GaussianNoise { StandardDeviation = (0.1, 1) }),
            new RandomCutout3d { Probability = 0.5 },
            new RandomAugmentation(0.5, new RandomCrop3d { BoxSize = null, Enlarges = true }),
        ];
        CollectionAssert.AreEqual(expected, AugmentationPresets.YAwareAllVolume().ToArray());
    }

    [TestMethod]
    public void OpenBhbVolume_ByDefault_HasTheCodesValues()
    {
        Augmentation[] expected = [
            new RandomCutout3d { BoxSize = [32], Probability = 0.5 }, new RandomCrop3d { BoxSize = [121, 128, 121], Enlarges = false }];
        CollectionAssert.AreEqual(expected, AugmentationPresets.OpenBhbVolume().ToArray());
    }

    [TestMethod]
    public void Defaults_OfVolumes_AreThoseOfYAware()
    {
        var cutout = new AugmentationSequence(AugmentationPresets.YAwareVolume());
        Assert.AreEqual(new ViewPlan(cutout, cutout), TrainingViews.Of(new SimClrOptions(), [1, 8, 8, 8]).Views);
        Assert.AreEqual(
            new ViewPlan(new AugmentationSequence(), new AugmentationSequence(AugmentationPresets.Tabular())),
            TrainingViews.Of(new SimClrOptions(), [8]).Views);
    }

    [TestMethod]
    [DataRow(1, 8)]
    [DataRow(3, 8)]
    [DataRow(4, 8)]
    [DataRow(1, 80)]
    [DataRow(3, 80)]
    [DataRow(5, 80)]
    public void Presets_AnyShape_AcceptAndChangeImagesOfTheirShape(int channels, int size)
    {
        using var scope = NewDisposeScope();
        InputShape shape = [channels, size, size];
        var batch = Batch.Random(shape.WithBatch(3));
        var (first, second) = AugmentationPresets.BarlowTwinsImage(shape);
        foreach (var augmentations in new[] { AugmentationPresets.SimClrImage(shape), first, second })
        {
            var compose = new AugmentationSequence([.. augmentations]);
            compose.CheckInputShape(shape);
            using var random = Batch.Source(1);
            CollectionAssert.AreNotEqual(Batch.Values(batch), Batch.Values(compose.Apply(batch, random)));
        }
    }

    [TestMethod]
    public void Presets_NotAnImage_Throw()
    {
        const string message =
            "Augmentations of images need rows of shape (channels, height, width), but (784) was given. (Parameter 'inputShape')";
        Assert.AreEqual(message, Assert.ThrowsExactly<ArgumentException>(() => AugmentationPresets.SimClrImage([784])).Message);
        Assert.AreEqual(message, Assert.ThrowsExactly<ArgumentException>(() => AugmentationPresets.BarlowTwinsImage([784])).Message);
    }

    [TestMethod]
    public void Json_NestedAugmentations_AreWrittenWhole()
    {
        var json = JsonSerializer.Serialize<Augmentation>(
            new AugmentationSequence(new RandomAugmentation(0.5, new GaussianNoise { StandardDeviation = (0, 0.5) })));
        Assert.AreEqual(
            """{"augmentation":"AugmentationSequence","Augmentations":[{"augmentation":"RandomAugmentation","Probability":0.5,"Augmentation":{"augmentation":"GaussianNoise","StandardDeviation":{"Low":0,"High":0.5}}}]}""",
            json);
        Assert.ThrowsExactly<NotSupportedException>(() => JsonSerializer.Deserialize<Augmentation>(json));
    }
}

using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views;

/// <summary>What every augmentation promises.</summary>
[TestClass]
[DoNotParallelize]
public class AugmentationConformanceTests
{
    private static readonly (Augmentation Augmentation, long[] Batch)[] s_all =
    [
        (new RandomResizedCrop2d(), [6, 3, 12, 10]),
        (new RandomHorizontalFlip2d(), [6, 3, 12, 10]),
        (new RandomVerticalFlip2d(), [6, 3, 12, 10]),
        (new RandomRotation2d(), [6, 3, 12, 10]),
        (new ColorJitter(), [6, 3, 12, 10]),
        (new Grayscale { Probability = 0.5 }, [6, 3, 12, 10]),
        (new GaussianBlur2d(), [6, 3, 12, 10]),
        (new Solarization { Probability = 0.5 }, [6, 3, 12, 10]),
        (new RandomErasing2d(), [6, 3, 12, 10]),
        (new RandomCropWithPadding2d(), [6, 3, 12, 10]),
        (new RandomFlip3d(), [6, 2, 8, 7, 9]),
        (new RandomQuarterTurn3d(), [6, 2, 8, 8, 9]),
        (new RandomRotation3d(), [6, 2, 8, 7, 9]),
        (new RandomAffine3d(), [6, 2, 8, 7, 9]),
        (new RandomResizedCrop3d(), [6, 2, 8, 7, 9]),
        (new RandomCrop3d(), [6, 2, 8, 7, 9]),
        (new RandomCrop3d { Enlarges = false }, [6, 2, 8, 7, 9]),
        (new RandomErasing3d(), [6, 2, 8, 7, 9]),
        (new RandomErasing3d { Value = ErasingValue.Mean }, [6, 2, 8, 7, 9]),
        (new RandomCutout3d(), [6, 2, 8, 7, 9]),
        (new GaussianBlur3d(), [6, 2, 8, 7, 9]),
        (new ElasticDeformation3d { MaximumDisplacement = 0.8 }, [6, 2, 8, 7, 9]),
        (new BiasField3d(), [6, 2, 8, 7, 9]),
        (new Ghosting3d(), [6, 2, 12, 10, 11]),
        (new Spike3d(), [6, 2, 8, 7, 9]),
        (new GibbsRinging3d(), [6, 2, 8, 7, 9]),
        (new Motion3d { Translation = (-2, 2) }, [6, 2, 8, 7, 9]),
        (new RandomGamma(), [6, 9]),
        (new RandomIntensity(), [6, 9]),
        (new GaussianNoise(), [6, 3, 12, 10]),
        (new GaussianNoise(), [6, 9]),
        (new FeatureMasking(), [6, 9]),
        (new FeatureCorruption(), [6, 9]),
        (new FeatureCorruption(), [6, 2, 3, 4]),
        (new Mixup { Share = (0.5, 1) }, [6, 9]),
        (new RandomAugmentation(0.5, new GaussianNoise()), [6, 9]),
        (new AugmentationSequence(new RandomHorizontalFlip2d(), new ColorJitter(), new GaussianNoise()), [6, 3, 12, 10]),
    ];

    private static IEnumerable<object[]> Cases() => Enumerable.Range(0, s_all.Length)
        .Select(i => new object[] { i, $"{s_all[i].Augmentation.GetType().Name} {s_all[i].Batch.Length}" });

    [TestMethod]
    public void Cases_OfThisList_HoldEveryPublicAugmentation()
    {
        var declared = typeof(Augmentation).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(Augmentation)) && !type.IsAbstract);
        CollectionAssert.AreEquivalent(declared.ToArray(), s_all.Select(one => one.Augmentation.GetType()).Distinct().ToArray());
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Apply_Always_KeepsShapeTypeAndInput(int index, string name)
    {
        using var scope = NewDisposeScope();
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            var batch = Batch.Random(s_all[index].Batch, type);
            var before = Batch.Values(batch);
            using var random = Batch.Source(3);
            var view = s_all[index].Augmentation.Apply(batch, random);
            CollectionAssert.AreEqual(batch.shape, view.shape, name);
            Assert.AreEqual(type, view.dtype, name);
            Assert.IsTrue(Batch.Values(view).All(double.IsFinite), name);
            CollectionAssert.AreEqual(before, Batch.Values(batch), name);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Apply_SameKey_SameView_OtherKey_OtherView(int index, string name)
    {
        var (augmentation, shape) = s_all[index];
        using var scope = NewDisposeScope();
        var batch = Batch.Random(shape);
        var view = View(augmentation, batch, 7, 1);
        CollectionAssert.AreEqual(view, View(augmentation, batch, 7, 1), name);
        CollectionAssert.AreNotEqual(view, View(augmentation, batch, 7, 2), name);
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Apply_EqualSamples_GetViewsOfTheirOwn(int index, string name)
    {
        var (augmentation, shape) = s_all[index];
        if (augmentation is FeatureCorruption or Mixup)
            return; // equal samples have nothing else to take from one another
        using var scope = NewDisposeScope();
        var batch = Batch.Random([1, .. shape[1..]]).repeat([32, .. Enumerable.Repeat(1L, shape.Length - 1)]);
        var view = View(augmentation, batch, 5);
        var distinct = view.Chunk(view.Length / 32).Select(sample => string.Join(' ', sample)).Distinct().Count();
        Assert.IsGreaterThanOrEqualTo(2, distinct, name);
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Apply_InParts_GivesTheViewsOfTheWholeBatch(int index, string name)
    {
        var (augmentation, shape) = s_all[index];
        if (augmentation is Mixup)
            return; // mixes the rows that are drawn together
        using var scope = NewDisposeScope();
        var batch = Batch.Random(shape);
        var fitted = augmentation.Fit(batch);
        using var all = Batch.Source(7, 1);
        using var first = Batch.Source(7, 1);
        using var rest = first.Skip(2);
        var whole = Batch.Values(fitted.Apply(batch, all));
        Tensor[] parts = [fitted.Apply(batch.narrow(0, 0, 2), first), fitted.Apply(batch.narrow(0, 2, shape[0] - 2), rest)];
        Batch.AreClose(whole, cat(parts), 1e-6);
        Assert.IsNotNull(name);
    }

    // Noise is the one field that is drawn on the device itself, where its numbers are others.
    [TestMethod]
    [DynamicData(nameof(Cases))]
    [TestCategory(TestDevice.Category)]
    public void Apply_OnTheDevice_StaysThereAndDrawsAsOnTheCpu(int index, string name)
    {
        var (augmentation, shape) = s_all[index];
        using var scope = NewDisposeScope();
        var batch = Batch.Random(shape);
        using var random = new RandomSource(TestDevice.Device, 7, 1);
        var view = augmentation.Apply(batch.to(TestDevice.Device), random);
        Assert.AreEqual(TestDevice.Device.type, view.device_type, name);
        if (augmentation is GaussianNoise or RandomAugmentation or AugmentationSequence)
            Assert.IsTrue(Batch.Values(view).All(double.IsFinite), name);
        else
            Batch.AreClose(View(augmentation, batch, 7, 1), view, 1e-4);
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Apply_Always_LeavesOneTensorAlive(int index, string name)
    {
        var (augmentation, shape) = s_all[index];
        using var batch = Batch.Random(shape);
        using var random = Batch.Source(3);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var view = augmentation.Apply(batch, random);
        Assert.AreEqual(before + (ReferenceEquals(view, batch) ? 0 : 1), DisposeScopeManager.Statistics.ThreadTotalLiveCount, name);
        if (!ReferenceEquals(view, batch))
            view.Dispose();
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void CheckInputShape_Always_AcceptsTheRows(int index, string name)
    {
        var (augmentation, shape) = s_all[index];
        augmentation.CheckInputShape(InputShape.Create(shape.AsSpan(1)));
        Assert.IsNotNull(name);
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Json_OfOptions_NamesTheTypeAndItsOptions(int index, string name)
    {
        var augmentation = s_all[index].Augmentation;
        var note = JsonSerializer.SerializeToElement<Augmentation>(augmentation);
        var options = augmentation.GetType().GetProperties().Where(property => property.Name != nameof(Augmentation.LearnsFromTrainingRows))
            .Select(property => property.Name);
        Assert.AreEqual(augmentation.GetType().Name, note.GetProperty("augmentation").GetString());
        CollectionAssert.AreEquivalent(
            options.Append("augmentation").ToArray(), note.EnumerateObject().Select(property => property.Name).ToArray(), name);
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Apply_Integers_Throws(int index, string name)
    {
        var (augmentation, shape) = s_all[index];
        using var batch = zeros(shape, ScalarType.Int64);
        using var random = Batch.Source(3);
        var error = Assert.ThrowsExactly<ArgumentException>(() => augmentation.Apply(batch, random));
        StringAssert.Contains(error.Message, "needs a floating-point batch of shape (N, ", name);
    }

    private static double[] View(Augmentation augmentation, Tensor batch, params ReadOnlySpan<long> key)
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(key);
        return Batch.Values(augmentation.Apply(batch, random));
    }
}

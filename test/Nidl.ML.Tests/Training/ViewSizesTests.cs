using Microsoft.ML;

namespace Nidl.ML.Tests.Training;

/// <summary>A method of four views of two sizes, as those that learn from small parts of an image have them.</summary>
[TestClass]
public sealed class ViewSizesTests
{
    private static readonly MultiCropOptions Options = new()
    {
        Encoder = new ConvNet2d { HiddenChannels = [4], Strides = [1, 1], EmbeddingDimension = 5 },
        Augmentations = [new RandomResizedCrop2d()], NumberOfEpochs = 2, BatchSize = 8, WarmupEpochs = 0, Seed = 1, Device = "cpu",
    };

    [TestMethod]
    [DataRow(null)]
    [DataRow(3)]
    public void Fit_SmallViewsBesideLargeOnes_Trains(int? microBatchSize)
    {
        var (ml, estimator) = Create(Options with { MicroBatchSize = microBatchSize });
        using var model = estimator.Fit(Images.View(ml, 24));
        Assert.HasCount(2, model.History.Epochs);
        CollectionAssert.AreEqual(new[] { "8 x 3", "8 x 3", "8 x 3", "8 x 3" }, estimator.Objective!.Seen);
    }

    [TestMethod]
    public void Fit_EncoderOfOneSize_IsRefused()
    {
        var (ml, estimator) = Create(Options with { Encoder = new MlpEncoder() });
        var shape = InputShape.Create([1, Images.Side, Images.Side]);
        Error.Is<ArgumentException>(
            $"MlpEncoder needs views of the shape of its rows, {shape}, but the augmentations give views of (1, 4, 4). "
            + "(Parameter 'Augmentations')",
            () => estimator.Fit(Images.View(ml, 24)));
    }

    private static (MLContext Ml, MultiCropEstimator Estimator) Create(MultiCropOptions options)
    {
        var ml = new MLContext(1);
        return (ml, new MultiCropEstimator(ml, options));
    }

    private sealed record MultiCropOptions : TrainingOptions
    {
        protected internal override IReadOnlyList<IReadOnlyList<Augmentation>> FurtherViews(InputShape shape)
        {
            IReadOnlyList<Augmentation> small = [new RandomResizedCrop2d { Scale = (0.1, 0.5), OutputSize = [4] }];
            return [small, small];
        }
    }

    private sealed class MultiCropEstimator(MLContext context, MultiCropOptions options)
        : SelfSupervisedEstimator<MultiCropOptions>(context, "Embedding", "Image", options)
    {
        public Recording? Objective { get; private set; }

        protected override Objective CreateObjective() => Objective = new Recording();
    }

    /// <summary>The squared distances of all views' projections to the mean of the large ones'.</summary>
    private sealed class Recording : Objective
    {
        public string[] Seen { get; private set; } = [];

        public override string Method => "Multi-crop";

        public override ProjectionHead ProjectionHead { get; } = new() { HiddenDimensions = [], OutputDimension = 3 };

        public override TorchSharp.torch.Tensor Loss(BatchContext context)
        {
            Seen = [.. context.Student.Select(z => string.Join(" x ", z.shape))];
            var target = (context.Z1 + context.Z2) / 2;
            return context.Student.Select(z => (z - target).square().mean()).Aggregate((sum, next) => sum + next);
        }
    }
}

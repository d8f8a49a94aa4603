using Microsoft.ML;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Documentation;

internal static class EncodersAndViewsSample
{
    public static CustomEncoder RegisterANetwork()
    {
        #region docs/encoders-and-views.md
        var encoder = CustomEncoder.Register("two-towers", shape => new TwoTowers(shape.Size));
        #endregion
        return encoder;
    }

    public static (TorchScriptEncoder, TorchScriptEncoder) TakeANetworkFromPython()
    {
        #region docs/encoders-and-views.md
        var encoder = TorchScriptEncoder.FromFile("resnet18.pt");
        var frozen = TorchScriptEncoder.FromFile("resnet18.pt") with { Frozen = true };
        #endregion
        return (encoder, frozen);
    }

    public static SimClrOptions TrainOnVolumes()
    {
        #region docs/encoders-and-views.md
        var options = new SimClrOptions { Encoder = new ResNet3d(), InputShape = [1, 64, 64, 64], BatchSize = 64, MicroBatchSize = 4 };
        #endregion
        return options;
    }

    public static IEstimator<ITransformer> ReadyMadePairs(MLContext ml)
    {
        #region docs/encoders-and-views.md
        var pipeline = ml.SelfSupervised.SimClr("Embedding", "FirstScan", new SimClrOptions { SecondViewColumnName = "SecondScan" });
        #endregion
        return pipeline;
    }

    public static IEstimator<ITransformer> PreprocessVolumes(MLContext ml)
    {
        #region docs/encoders-and-views.md
        var steps = new VolumePreprocessing[] { new CropOrPad { TargetShape = [128] }, new RobustRescaling { Mask = VolumeMask.Positive } };
        var pipeline = ml.SelfSupervised.PreprocessVolumes("Volume", steps)
            .Append(ml.SelfSupervised.YAware("Embedding", "Age", "Volume"));
        #endregion
        return pipeline;
    }

    public static void WriteAReport(MLContext ml, EmbeddingTransformer model, IDataView view)
    {
        #region docs/encoders-and-views.md
        ml.SelfSupervised.Report("report.html", model, view, new ReportOptions { ColorColumnNames = ["Label"] });
        #endregion
    }

    #region docs/encoders-and-views.md
    public sealed record RandomNegative : ImageAugmentation
    {
        public double Probability { get; init; } = 0.5;

        protected override Tensor ApplyToImages(Tensor images, RandomSource random) =>
            where(random.Bernoulli([images.shape[0], 1, 1, 1], Probability), 1 - images, images);
    }
    #endregion

    /// <summary>The reader's own network: two layers side by side.</summary>
    private sealed class TwoTowers : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> first;
        private readonly nn.Module<Tensor, Tensor> second;

        public TwoTowers(long size)
            : base(nameof(TwoTowers))
        {
            first = nn.Linear(size, 2);
            second = nn.Linear(size, 3);
            RegisterComponents();
        }

        public override Tensor forward(Tensor rows)
        {
            using var flat = rows.flatten(1); // (N, size)
            using var left = first.call(flat); // (N, 2)
            using var right = second.call(flat); // (N, 3)
            return cat([left, right], 1); // (N, 5)
        }
    }
}

using Nidl.ML.Losses;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>The decoupled contrastive loss, its positives weighted or not, over a two-layer projection head.</summary>
internal sealed class DclObjective(DclOptions options) : Objective
{
    private readonly nn.Module<Tensor, Tensor, Tensor> _loss = options.WeightedPositives
        ? new DclwLoss(options.Sigma, options.Temperature, options.DetachWeights)
        : new DclLoss(options.Temperature);

    public override string Method => options.WeightedPositives ? "DCLW" : "DCL";

    public override ProjectionHead ProjectionHead => new()
    {
        HiddenDimensions = [options.ProjectionHiddenDimension],
        OutputDimension = options.ProjectionOutputDimension,
        BatchNormalization = options.ProjectionBatchNormalization,
    };

    // The denominator leaves out the other view. Positives that are alike have weights of 1.
    public override double? ChanceLoss(long batchSize) => Math.Log(2 * batchSize - 2);

    public override Tensor Loss(BatchContext context) => _loss.call(context.Z1, context.Z2);

    public override void Dispose() => _loss.Dispose();
}

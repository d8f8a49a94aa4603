using Nidl.ML.Losses;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>InfoNCE over a two-layer projection head.</summary>
internal sealed class SimClrObjective(SimClrOptions options) : Objective
{
    private readonly InfoNceLoss _loss = new(options.Temperature);

    public override string Method => "SimCLR";

    public override ProjectionHead ProjectionHead => new()
    {
        HiddenDimensions = [options.ProjectionHiddenDimension],
        OutputDimension = options.ProjectionOutputDimension,
        BatchNormalization = options.ProjectionBatchNormalization,
    };

    // One other view among the 2N - 1 other rows.
    public override double? ChanceLoss(long batchSize) => Math.Log(2 * batchSize - 1);

    public override Tensor Loss(BatchContext context) => _loss.call(context.Z1, context.Z2);

    public override void Dispose() => _loss.Dispose();
}

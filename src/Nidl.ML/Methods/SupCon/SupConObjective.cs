using Nidl.ML.Losses;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>The supervised contrastive loss over a two-layer projection head.</summary>
internal sealed class SupConObjective(SupConOptions options) : Objective
{
    private readonly SupConLoss _loss = new(options.Temperature, options.BaseTemperature);

    public override string Method => "SupCon";

    public override ProjectionHead ProjectionHead => new()
    {
        HiddenDimensions = [options.ProjectionHiddenDimension],
        OutputDimension = options.ProjectionOutputDimension,
        BatchNormalization = options.ProjectionBatchNormalization,
    };

    public override double? ChanceLoss(long batchSize) => options.Temperature / options.BaseTemperature * Math.Log(2 * batchSize - 1);

    public override Tensor Loss(BatchContext context)
    {
        using var classes = context.Auxiliary!.squeeze(1); // (N, 1) to (N)
        return _loss.call(context.Z1, context.Z2, classes);
    }

    public override void Dispose() => _loss.Dispose();
}

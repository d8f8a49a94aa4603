using Nidl.ML.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>The VICReg loss over a three-layer projection head whose last layer has no bias.</summary>
internal sealed class VicRegObjective(VicRegOptions options) : Objective
{
    private readonly VicRegLoss _loss = new(options.InvarianceWeight, options.VarianceWeight, options.CovarianceWeight);

    public override string Method => "VICReg";

    public override ProjectionHead ProjectionHead => new()
    {
        HiddenDimensions = [options.ProjectionHiddenDimension, options.ProjectionHiddenDimension],
        OutputDimension = options.ProjectionOutputDimension,
        BatchNormalization = true,
        LastBias = false,
    };

    public override Tensor Loss(BatchContext context) => _loss.call(context.Z1, context.Z2);

    public override void Dispose() => _loss.Dispose();
}

using Nidl.ML.Losses;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>The Barlow Twins loss over a three-layer projection head.</summary>
internal sealed class BarlowTwinsObjective(BarlowTwinsOptions options) : Objective
{
    private readonly BarlowTwinsLoss _loss = new(options.Lambda);

    public override string Method => "Barlow Twins";

    // As nidl has it; the paper's last layer has no bias.
    public override ProjectionHead ProjectionHead => new()
    {
        HiddenDimensions = [options.ProjectionHiddenDimension, options.ProjectionHiddenDimension],
        OutputDimension = options.ProjectionOutputDimension,
        BatchNormalization = true,
    };

    public override Tensor Loss(BatchContext context) => _loss.call(context.Z1, context.Z2);

    public override void Dispose() => _loss.Dispose();
}

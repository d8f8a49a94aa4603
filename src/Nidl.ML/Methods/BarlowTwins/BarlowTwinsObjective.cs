using Nidl.ML.Losses;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>The Barlow Twins loss over a three-layer projection head.</summary>
internal sealed class BarlowTwinsObjective(BarlowTwinsOptions options) : Objective
{
    private readonly BarlowTwinsLoss _loss = new(options.Lambda);

    public override string Method => "Barlow Twins";

    public override nn.Module<Tensor, Tensor> CreateProjectionHead(int embeddingDimension) =>
        ProjectionHead.ThreeLayer(embeddingDimension, options.ProjectionHiddenDimension, options.ProjectionOutputDimension);

    public override Tensor Loss(StepContext context) => _loss.call(context.Z1, context.Z2);

    public override void Dispose() => _loss.Dispose();
}

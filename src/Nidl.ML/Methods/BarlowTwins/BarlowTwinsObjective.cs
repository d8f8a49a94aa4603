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

    public override Tensor Loss(Tensor z1, Tensor z2, Tensor? labels) => _loss.call(z1, z2);

    public override void Dispose() => _loss.Dispose();
}

using Nidl.ML.Losses;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>InfoNCE over a two-layer projection head.</summary>
internal sealed class SimClrObjective(SimClrOptions options) : Objective
{
    private readonly InfoNceLoss _loss = new(options.Temperature);

    public override string Method => "SimCLR";

    public override nn.Module<Tensor, Tensor> CreateProjectionHead(int embeddingDimension) =>
        ProjectionHead.TwoLayer(embeddingDimension, options.ProjectionHiddenDimension, options.ProjectionOutputDimension);

    public override Tensor Loss(Tensor z1, Tensor z2, Tensor? labels) => _loss.call(z1, z2);

    public override void Dispose() => _loss.Dispose();
}

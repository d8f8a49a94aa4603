using Nidl.ML.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>The VICReg loss over a three-layer projection head whose last layer has no bias.</summary>
internal sealed class VicRegObjective(VicRegOptions options) : Objective
{
    private readonly VicRegLoss _loss = new(options.InvarianceWeight, options.VarianceWeight, options.CovarianceWeight);

    public override string Method => "VICReg";

    public override nn.Module<Tensor, Tensor> CreateProjectionHead(int embeddingDimension)
    {
        var hidden = options.ProjectionHiddenDimension;
        return new ProjectionHead(
            embeddingDimension,
            nn.Linear(embeddingDimension, hidden, hasBias: false),
            nn.BatchNorm1d(hidden),
            nn.ReLU(inplace: true),
            nn.Linear(hidden, hidden, hasBias: false),
            nn.BatchNorm1d(hidden),
            nn.ReLU(inplace: true),
            nn.Linear(hidden, options.ProjectionOutputDimension, hasBias: false));
    }

    public override Tensor Loss(StepContext context) => _loss.call(context.Z1, context.Z2);

    public override void Dispose() => _loss.Dispose();
}

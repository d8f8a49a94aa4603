using Nidl.ML.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>BYOL's loss in both directions, with a predictor on the loss's side and a teacher in training mode.</summary>
internal sealed class ByolObjective(ByolOptions options) : Objective
{
    private readonly ByolLoss _loss = new();
    private nn.Module<Tensor, Tensor>? _predictor;

    public override string Method => "BYOL";

    public override TeacherRule Teacher => new(options.Momentum);

    public override ProjectionHead ProjectionHead => Head(options.ProjectionHiddenDimension);

    public override nn.Module CreateLossModule() =>
        _predictor = Head(options.PredictorHiddenDimension).CreateModule(options.ProjectionOutputDimension);

    public override Tensor Loss(BatchContext context)
    {
        using var scope = NewDisposeScope();
        // Each view's prediction against the teacher's projection of the other view.
        var first = _loss.call(_predictor!.call(context.Z1), context.Teacher[1]);
        var second = _loss.call(_predictor.call(context.Z2), context.Teacher[0]);
        return (first + second).MoveToOuterDisposeScope();
    }

    public override void Dispose() => _loss.Dispose();

    // The paper's projector and predictor have the same form.
    private ProjectionHead Head(int hiddenDimension) =>
        new() { HiddenDimensions = [hiddenDimension], OutputDimension = options.ProjectionOutputDimension, BatchNormalization = true };
}

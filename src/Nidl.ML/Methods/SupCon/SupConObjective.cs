using Microsoft.ML;
using Nidl.ML.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>The supervised contrastive loss over a two-layer projection head.</summary>
internal sealed class SupConObjective(SupConOptions options) : Objective
{
    private readonly SupConLoss _loss = new(options.Temperature, options.BaseTemperature);

    public override string Method => "SupCon";

    public override nn.Module<Tensor, Tensor> CreateProjectionHead(int embeddingDimension) =>
        ProjectionHead.TwoLayer(embeddingDimension, options.ProjectionHiddenDimension, options.ProjectionOutputDimension);

    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of a type that cannot be used.</exception>
    public override IRowPart BindLabels(DataViewSchema schema)
    {
        ClassColumn.Check(schema, options.LabelColumnName);
        return AuxiliaryVariables.Bind(schema, options.LabelColumnName, options.MissingLabels);
    }

    public override Tensor Loss(StepContext context)
    {
        using var scope = NewDisposeScope();
        return _loss.call(context.Z1, context.Z2, Classes(context.Labels!)).MoveToOuterDisposeScope();
    }

    public override void Dispose() => _loss.Dispose();

    /// <summary>Turns one-hot keys into their numbers, and leaves a single number as it is; NaN stays: (N, d) to (N).</summary>
    private static Tensor Classes(Tensor labels) =>
        labels.mv(arange(1, labels.shape[1] + 1, dtype: labels.dtype, device: labels.device));
}

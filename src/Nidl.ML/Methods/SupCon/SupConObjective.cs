using Microsoft.ML;
using Nidl.ML.Losses;
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
        return AuxiliaryVariables.BindClass(schema, options.LabelColumnName, options.MissingLabels);
    }

    public override Tensor Loss(StepContext context)
    {
        using var classes = context.Labels!.squeeze(1); // (N, 1) to (N)
        return _loss.call(context.Z1, context.Z2, classes);
    }

    public override void Dispose() => _loss.Dispose();
}

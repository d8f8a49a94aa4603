using Microsoft.ML;
using Nidl.ML.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>y-Aware InfoNCE over a two-layer projection head.</summary>
internal sealed class YAwareObjective : Objective
{
    private readonly YAwareOptions _options;
    private readonly KernelMetric _metric;
    private readonly YAwareInfoNceLoss _loss;

    public YAwareObjective(YAwareOptions options)
    {
        _options = options;
        var metric = options.Metric ?? new KernelMetric(options.Kernel, options.Bandwidth);
        _metric = options.MissingLabels == MissingLabels.Refuse ? metric : new CompleteRowsMetric(metric);
        _loss = new YAwareInfoNceLoss(_metric, options.Temperature, options.Normalization);
    }

    public override string Method => "y-Aware";

    public override nn.Module<Tensor, Tensor> CreateProjectionHead(int embeddingDimension) =>
        ProjectionHead.TwoLayer(embeddingDimension, _options.ProjectionHiddenDimension, _options.ProjectionOutputDimension);

    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a type that cannot be used.</exception>
    /// <exception cref="ArgumentException">The bandwidth is for another number of variables than the columns have.</exception>
    public override IRowPart BindLabels(DataViewSchema schema)
    {
        var variables = AuxiliaryVariables.Bind(schema, _options.AuxiliaryColumnNames, _options.MissingLabels);
        if (_options.Metric is null && !_options.Bandwidth.IsRule)
            CheckBandwidth(variables);
        return variables;
    }

    public override void Fit(Tensor labels)
    {
        if (_options.Metric is not { IsFitted: true })
            _metric.Fit(labels);
    }

    public override Tensor Loss(StepContext context) => _loss.call(context.Z1, context.Z2, context.Labels);

    public override void Dispose() => _loss.Dispose();

    // A number, vector or matrix takes only the count of variables from what it is fitted on: any row will do, before one is read.
    private void CheckBandwidth(AuxiliaryVariables variables)
    {
        using var row = torch.zeros(1, variables.Shape.Size, dtype: ScalarType.Float64, device: torch.CPU);
        try
        {
            new KernelMetric(_options.Kernel, _options.Bandwidth).Fit(row);
        }
        catch (ArgumentException mismatch)
        {
            throw new ArgumentException(
                $"Bandwidth must have as many variables as the auxiliary columns, {variables.Shape.Size} ({variables.Widths}), but {_options.Bandwidth} was given.",
                nameof(YAwareOptions.Bandwidth), mismatch);
        }
    }
}

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
        _metric = options.MissingValues == MissingValues.Refuse ? metric : new CompleteRowsMetric(metric);
        _loss = new YAwareInfoNceLoss(_metric, options.Temperature, options.Normalization);
    }

    public override string Method => "y-Aware";

    public override ProjectionHead ProjectionHead => new()
    {
        HiddenDimensions = [_options.ProjectionHiddenDimension],
        OutputDimension = _options.ProjectionOutputDimension,
        BatchNormalization = _options.ProjectionBatchNormalization,
    };

    // The loss is divided by N and has 2N anchors.
    public override double? ChanceLoss(long batchSize) =>
        _options.Normalization == YAwareNormalization.PerAnchor ? 2 * Math.Log(2 * batchSize - 1) : null;

    public override void Fit(Tensor auxiliary)
    {
        if (_options.Metric is not { IsFitted: true })
            _metric.Fit(auxiliary);
    }

    public override Tensor Loss(BatchContext context) => _loss.call(context.Z1, context.Z2, context.Auxiliary);

    public override void Dispose() => _loss.Dispose();

    /// <summary>Checks, before a row is read, that the bandwidth is for as many variables as the columns have.</summary>
    /// <exception cref="ArgumentException">It is for another number.</exception>
    public static void CheckBandwidth(YAwareOptions options, AuxiliaryVariables variables)
    {
        if (options.Metric is not null || options.Bandwidth.IsRule)
            return;
        // A number, vector or matrix takes only the count of variables from what it is fitted on: any row will do.
        using var row = torch.zeros(1, variables.Shape.Size, dtype: ScalarType.Float64, device: torch.CPU);
        try
        {
            new KernelMetric(options.Kernel, options.Bandwidth).Fit(row);
        }
        catch (ArgumentException mismatch)
        {
            throw new ArgumentException(
                $"Bandwidth must have as many variables as the auxiliary columns, {variables.Shape.Size} ({variables.Widths}), "
                + $"but {options.Bandwidth} was given.",
                nameof(YAwareOptions.Bandwidth), mismatch);
        }
    }
}

using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses.Tests.Golden;

/// <summary>One case of losses.json.</summary>
internal sealed record GoldenLoss(
    string Loss, GoldenParameters Params, int N, int D, double[] Z1, double[] Z2, GoldenLabels? Y, double Value, double[] Grad1,
        double[] Grad2)
{
    public static GoldenLoss[] All { get; } = GoldenFile.Cases<GoldenLoss>("losses.json.gz");

    /// <summary>Computes our value and gradients on the case's inputs.</summary>
    public LossAndGradients Ours(ScalarType type) =>
        LossAndGradients.Of(Build(type), tensor(Z1, [N, D], dtype: type), tensor(Z2, [N, D], dtype: type));

    private Func<Tensor, Tensor, Tensor> Build(ScalarType type) => Loss switch
    {
        "InfoNCE" => new InfoNceLoss(Params.Temperature!.Value).call,
        "DCL" => new DclLoss(Params.Temperature!.Value).call,
        "DCLW" => new DclwLoss(Params.Sigma!.Value, Params.Temperature!.Value).call,
        "BarlowTwins" => new BarlowTwinsLoss(Params.Lambd!.Value).call,
        "YAwareInfoNCE" => BuildYAware(type),
        _ => throw new InvalidDataException(Loss),
    };

    private Func<Tensor, Tensor, Tensor> BuildYAware(ScalarType type)
    {
        if (Y is null) return new YAwareInfoNceLoss(temperature: Params.Temperature!.Value).call;
        var metric = new KernelMetric(GoldenBandwidth.Kernel(Params.Kernel!),
            GoldenBandwidth.Of(Params.BandwidthKind!, Params.Bandwidth!, Y.Cols));
        if (metric.Bandwidth.IsRule) metric.Fit(tensor(Y.Values.Concat(Y.Values).ToArray(), [2 * Y.Rows, Y.Cols], dtype: type));
        var normalization = Params.Normalization == "row" ? YAwareNormalization.PerAnchor : YAwareNormalization.ReferenceColumns;
        var loss = new YAwareInfoNceLoss(metric, Params.Temperature!.Value, normalization);
        var labels = tensor(Y.Values, [Y.Rows, Y.Cols], dtype: type);
        return (z1, z2) => loss.call(z1, z2, labels);
    }
}

internal sealed record GoldenParameters(
    double? Temperature, double? Sigma, double? Lambd, string? Kernel, string? BandwidthKind, double[]? Bandwidth, string? Normalization);

internal sealed record GoldenLabels(int Rows, int Cols, double[] Values);

using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses.Tests.Golden;

[TestClass]
public sealed class GoldenKernelTests
{
    private static readonly GoldenKernel[] All = GoldenFile.Cases<GoldenKernel>("kernels.json.gz");

    public static IEnumerable<object[]> Cases =>
        All.Select((golden, index) => new object[] { index, $"{golden.Kernel} {golden.BandwidthKind} d={golden.D}" });

    [TestMethod]
    public void File_OfTheReference_HoldsEveryCase() => Assert.HasCount(90, All);

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Metric_FitAndPairwise_EqualTheReference(int index, string name)
    {
        using var scope = NewDisposeScope();
        var golden = All[index];
        var metric = new KernelMetric(GoldenBandwidth.Kernel(golden.Kernel),
            GoldenBandwidth.Of(golden.BandwidthKind, golden.Bandwidth, golden.D));
        metric.Fit(tensor(golden.Fit, [golden.Fit.Length / golden.D, golden.D], dtype: ScalarType.Float64));
        var labels = tensor(golden.X, [golden.X.Length / golden.D, golden.D], dtype: ScalarType.Float64);
        Near.Assert(golden.SqrtBandwidth, metric.SqrtBandwidth.Cast<double>(), 1e-9, $"root of {name}");
        Near.Assert(golden.InverseSqrtBandwidth, metric.InverseSqrtBandwidth.Cast<double>(), 1e-9, $"inverse root of {name}");
        Near.Assert(golden.Pairwise, Values.Of(metric.Pairwise(labels)), 1e-9, $"weights of {name}");
        Near.Assert(
            golden.Pairwise, Values.Of(metric.Pairwise(labels.to(ScalarType.Float32))), 1e-4, $"single-precision weights of {name}");
    }

    private sealed record GoldenKernel(
        string Kernel, int D, string BandwidthKind, double[] Bandwidth, double[] Fit, double[] X, double[] SqrtBandwidth,
            double[] InverseSqrtBandwidth, double[] Pairwise);
}

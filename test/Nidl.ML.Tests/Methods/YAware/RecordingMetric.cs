using Nidl.ML.Losses;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.YAware;

/// <summary>A metric of a caller's own: rows are alike if their first variables have the same sign. Writes down what it is asked.</summary>
internal sealed class RecordingMetric : KernelMetric
{
    public List<string> Calls { get; } = [];

    public override KernelMetric Fit(Tensor labels)
    {
        Calls.Add($"fit ({string.Join(", ", labels.shape)})");
        return base.Fit(labels);
    }

    public override Tensor Pairwise(Tensor labels)
    {
        using var scope = NewDisposeScope();
        Calls.Add($"pairwise ({string.Join(", ", labels.shape)}) {labels.dtype}");
        var isPositive = labels.select(1, 0).ge(0);
        return isPositive.unsqueeze(0).eq(isPositive.unsqueeze(1)).to(labels.dtype).MoveToOuterDisposeScope();
    }
}

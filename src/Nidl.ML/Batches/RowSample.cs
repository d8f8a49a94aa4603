using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Reads a random sample of a view's rows without keeping the others.</summary>
internal static class RowSample
{
    /// <summary>Reads the features of <paramref name="size"/> rows, drawn without replacement, in the view's order.</summary>
    /// <returns>A tensor (size, ...) on the CPU, in the caller's dispose scope.</returns>
    /// <exception cref="InvalidOperationException">A value cannot be used, or the view ends early.</exception>
    public static Tensor Read(IDataView view, FeatureColumn features, long count, int size, int seed, CancellationToken token)
    {
        var (drawn, _) = RowSubset.Divide(view, count, size, RandomSource.SeedFor(seed, RandomPurpose.Sample));
        return TrainingRows.Read(drawn, [features], size, token)[0];
    }
}

using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>What the rows of a tensor are, as one number: their type and how many values each has.</summary>
internal static class RowKind
{
    private const int Types = 256;

    public static long Of(Tensor rows) => rows.shape.Skip(1).Aggregate(1L, (product, length) => product * length) * Types + (int)rows.dtype;

    public static long WidthOf(long kind) => kind / Types;

    public static ScalarType TypeOf(long kind) => (ScalarType)(kind % Types);

    public static string Describe(long kind) => FormattableString.Invariant($"{WidthOf(kind)} values of {TypeOf(kind)}");
}

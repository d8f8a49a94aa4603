using static TorchSharp.torch;

namespace Nidl.ML.Losses;

/// <summary>The data type that a loss computes in: its inputs', or single precision for half-precision inputs.</summary>
/// <remarks>Sums over thousands of terms and logits of magnitude 100 (temperature 0.01) need more than the 8 bits of bfloat16.</remarks>
internal static class WorkingPrecision
{
    public static ScalarType Of(ScalarType type) =>
        type is ScalarType.Float16 or ScalarType.BFloat16 ? ScalarType.Float32 : type;

    /// <summary>Returns the tensor in its working precision; the gradient comes back in the tensor's own type.</summary>
    public static Tensor Raise(Tensor tensor) => tensor.to(Of(tensor.dtype));
}

using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Changes some rows of a batch and leaves the others as they are.</summary>
/// <remarks>
/// Only the chosen rows are computed; and choosing value by value between two whole batches takes a CPU ten times as long as copying them.
/// </remarks>
internal static class ChosenRows
{
    /// <summary>Gets the places of the rows for which a mask of one value a row is true: Int64, (n).</summary>
    public static Tensor Of(Tensor mask) => mask.flatten().nonzero().flatten();

    /// <summary>Changes rows.</summary>
    /// <param name="batch">The rows, (N, ...).</param>
    /// <param name="chosen">The places of those to change: (n).</param>
    /// <param name="change">Gives their view, of the same shape and type.</param>
    /// <returns>The rows; <paramref name="batch"/> itself if none is chosen.</returns>
    public static Tensor Change(Tensor batch, Tensor chosen, Func<Tensor, Tensor> change) =>
        chosen.shape[0] == 0 ? batch : batch.index_copy(0, chosen, change(batch.index_select(0, chosen)));
}

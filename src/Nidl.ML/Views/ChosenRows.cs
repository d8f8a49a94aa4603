using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Changes some rows of a batch, each by itself, and leaves the others as they are.</summary>
internal static class ChosenRows
{
    /// <summary>Changes the rows for which a mask is true.</summary>
    /// <param name="batch">The rows, (N, ...).</param>
    /// <param name="mask">One value a row, of as many dimensions as the batch: (N, 1, ...).</param>
    /// <param name="change">Gives the view of rows, of the same type and a shape that broadcasts to theirs.</param>
    /// <returns>The rows; <paramref name="batch"/> itself if none is chosen.</returns>
    /// <remarks>
    /// A CPU computes the chosen rows alone: choosing value by value between two whole batches takes it ten times as long. On other devices
    /// counting the chosen would wait for all that is under way.
    /// </remarks>
    public static Tensor Change(Tensor batch, Tensor mask, Func<Tensor, Tensor> change)
    {
        using var scope = NewDisposeScope();
        if (batch.device_type != DeviceType.CPU)
            return where(mask, change(batch), batch).MoveToOuterDisposeScope();
        var view = ChangeAt(batch, Places(mask), rows => change(rows).expand_as(rows));
        return ReferenceEquals(view, batch) ? batch : view.MoveToOuterDisposeScope();
    }

    /// <summary>Changes the rows at places, Int64, (n).</summary>
    public static Tensor ChangeAt(Tensor batch, Tensor places, Func<Tensor, Tensor> change) =>
        places.shape[0] == 0 ? batch : batch.index_copy(0, places, change(batch.index_select(0, places)));

    /// <summary>Gets the places of the rows for which a mask of one value a row is true: Int64, (n).</summary>
    public static Tensor Places(Tensor mask) => mask.flatten().nonzero().flatten();
}

using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Gathers rows in the forward direction; backward, sums the gradient over the processes and takes that of the own rows.</summary>
internal sealed class GatherFunction : autograd.SingleTensorFunction<GatherFunction>
{
    private const string Processes = nameof(Processes);
    private const string Share = nameof(Share);

    public override string Name => nameof(GatherFunction);

    /// <param name="ctx">What the backward direction needs.</param>
    /// <param name="vars">The rows, (n, ...), and the group.</param>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (rows, processes) = ((Tensor)vars[0], (ProcessGroup)vars[1]);
        var gathered = processes.Gather(rows);
        ctx.save_data(Processes, processes);
        ctx.save_data(Share, gathered.Own);
        return gathered.All;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor gradient)
    {
        var processes = (ProcessGroup)ctx.get_data(Processes);
        var share = (RowShare)ctx.get_data(Share);
        using var scope = NewDisposeScope();
        var sum = gradient.clone();
        try
        {
            processes.Sum(sum);
        }
        catch (Exception failure)
        {
            // Nothing can be thrown through libtorch.
            processes.Defer(failure);
        }
        return [share.Of(sum).clone().MoveToOuterDisposeScope(), null!];
    }
}

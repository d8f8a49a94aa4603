using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Processes;

/// <summary>What a group's operations must do, as programs that every process runs: processes of MPI, or threads.</summary>
internal static class Operations
{
    public static void RunAll(ConnectedProcesses group)
    {
        using var scope = NewDisposeScope();
        Numbers(group);
        Gathered(group, ScalarType.Float32);
        Gathered(group, ScalarType.Float64);
        Gathered(group, ScalarType.BFloat16);
        Gathered(group, ScalarType.Int64);
        Gathered(group, ScalarType.Bool);
        Sums(group);
        Broadcasts(group);
        InPieces(group);
        Gradient(group);
        Mismatches(group);
        Failures(group);
        DeferredFailure(group);
    }

    public static void Numbers(ConnectedProcesses group)
    {
        Require.Equal(
            string.Join(' ', Enumerable.Range(0, group.Size).Select(rank => rank * 10L)),
            string.Join(' ', group.Exchange(group.Rank * 10L)), "the numbers of all");
        Require.Equal(
            string.Join(' ', Enumerable.Range(0, group.Size).Select(Word)), string.Join(' ', group.Exchange(Word(group.Rank))),
            "the texts of all");
        Require.That(group.Any(group.Rank == group.Size - 1), "any is true if one is");
        Require.That(!group.Any(false), "any is false if none is");
        Require.Equal(-0.1, group.OfFirst(group.Rank - 0.1), "the number of the first");
        group.Barrier();

        static string Word(int rank) => new('ä', rank);
    }

    public static void Gathered(ConnectedProcesses group, ScalarType type)
    {
        // No rows, then 1, 2, ...: whoever has none need not know their shape.
        var expected = cat([.. Enumerable.Range(0, group.Size).Select(rank => Rows(rank, type))]);
        var own = group.Rank == 0 && group.Size > 1 ? zeros(0, 1) : Rows(group.Rank, type);
        var all = group.AllGatherAndFlatten(own);
        Require.Equal(type, all.dtype, "the type of gathered rows");
        Require.Near(expected.flatten(1), all.flatten(1), 0, $"gathered rows of {type}");
        // A view whose values do not lie side by side.
        var transposed = group.AllGatherAndFlatten(arange(6).reshape(3, 2).t().add(group.Rank));
        Require.Near(
            cat([.. Enumerable.Range(0, group.Size).Select(rank => arange(6).reshape(3, 2).t().add(rank))]), transposed, 0,
            "gathered rows of a transposed view");
    }

    public static void Sums(ConnectedProcesses group)
    {
        var factor = Enumerable.Range(1, group.Size).Sum();
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64, ScalarType.BFloat16, ScalarType.Int64 })
        {
            var values = arange(6, dtype: ScalarType.Float64).reshape(2, 3).to_type(type);
            var own = values.mul(group.Rank + 1);
            group.Sum(own);
            Require.Near(values.mul(factor), own, 0, $"the sum of {type}");
        }
        var view = zeros(3, 2, ScalarType.Float32).t();
        view.add_(1);
        group.Sum(view);
        Require.Near(full([2, 3], group.Size), view, 0, "the sum of a transposed view");
    }

    public static void Broadcasts(ConnectedProcesses group)
    {
        var values = arange(6, dtype: ScalarType.Float32).mul(group.Rank + 1);
        group.Broadcast(values);
        Require.Near(arange(6, dtype: ScalarType.Float32), values, 0, "what process 0 has");
    }

    public static void InPieces(ConnectedProcesses group)
    {
        var whole = group.LargestMessage;
        group.LargestMessage = 20;
        try
        {
            Gathered(group, ScalarType.Float64);
            Sums(group);
            Broadcasts(group);
        }
        finally
        {
            group.LargestMessage = whole;
        }
    }

    /// <summary>
    /// The gradient of a loss of all rows, whose weight differs from process to process, is that of the sum of the losses.
    /// </summary>
    public static void Gradient(ConnectedProcesses group)
    {
        var all = cat([.. Enumerable.Range(0, group.Size).Select(rank => Rows(rank + 1, ScalarType.Float64))]).requires_grad_();
        Enumerable.Range(1, group.Size).Select(weight => Loss(all, weight)).Aggregate((sum, loss) => sum + loss).backward();

        var own = Rows(group.Rank + 1, ScalarType.Float64).requires_grad_();
        var gathered = group.AllGatherAndFlatten(own);
        Require.That(gathered.requires_grad, "gathered rows keep the graph");
        Loss(gathered, group.Rank + 1).backward();
        var start = Enumerable.Range(1, group.Rank).Sum();
        Require.Near(all.grad!.narrow(0, start, group.Rank + 1), own.grad!, 1e-14, "the gradient of the own rows");

        static Tensor Loss(Tensor rows, int weight)
        {
            var flat = rows.flatten(1);
            return flat.mm(flat.t()).square().sum() * (0.1 * weight);
        }
    }

    public static void Mismatches(ConnectedProcesses group)
    {
        if (group.Size == 1)
            return;
        var last = group.Size - 1;
        var elsewhere = Require.Throws<InvalidOperationException>(
            () => _ = group.Rank == last ? group.Any(true) : Sum(group, zeros(1)), "an operation to which not all come");
        Require.That(
            elsewhere.Message.Contains("same operations in the same order", StringComparison.Ordinal), $"it says why: {elsewhere.Message}");
        var lengths = Require.Throws<InvalidOperationException>(
            () => Sum(group, zeros(group.Rank == last ? 2 : 1)), "a sum of other lengths");
        Require.That(lengths.Message.Contains("as many values each", StringComparison.Ordinal), $"it says why: {lengths.Message}");
        var rows = Require.Throws<InvalidOperationException>(
            () => group.AllGatherAndFlatten(zeros(1, group.Rank == last ? 2 : 1)), "rows of another shape");
        Require.That(rows.Message.Contains("rows of one shape and type", StringComparison.Ordinal), $"it says why: {rows.Message}");
        group.Barrier();
    }

    /// <summary>A failure is told wherever the others are, once, and the group goes on.</summary>
    public static void Failures(ConnectedProcesses group)
    {
        if (group.Size == 1)
            return;
        var last = group.Size - 1;
        for (var i = 0; i < 2; i++)
        {
            if (group.Rank == last)
            {
                group.Report(new InvalidOperationException("it is broken"));
            }
            else
            {
                var failure = Require.Throws<ProcessFailedException>(() => Sum(group, zeros(3)), "a sum while another process fails");
                Require.Equal(last, failure.Rank, "the process that failed");
                Require.Equal($"Process {last} of {group.Size} failed: it is broken", failure.Message, "the message");
                group.Report(failure);
                group.Report(new AggregateException(failure));
            }
            group.Barrier();
        }
        if (group.Rank == 0)
            group.Report(new OperationCanceledException("enough"));
        else
            Require.Throws<OperationCanceledException>(() => Sum(group, zeros(3)), "a sum while another process is canceled");
        group.Barrier();
        // All at once: each keeps its own.
        group.Report(new InvalidOperationException("all are broken"));
        group.Barrier();
    }

    /// <summary>A failure while libtorch goes backward reaches the next operation.</summary>
    public static void DeferredFailure(ConnectedProcesses group)
    {
        if (group.Size == 1)
            return;
        var own = ones(2, 1).requires_grad_();
        var gathered = group.AllGatherAndFlatten(own);
        if (group.Rank == 0)
        {
            group.Report(new InvalidOperationException("it breaks here"));
        }
        else
        {
            gathered.sum().backward();
            var failure = Require.Throws<ProcessFailedException>(group.Barrier, "what follows a failure that was kept");
            Require.Equal(0, failure.Rank, "the process that failed");
            group.Report(failure);
        }
        group.Barrier();
    }

    private static bool Sum(ConnectedProcesses group, Tensor values)
    {
        group.Sum(values);
        return true;
    }

    private static Tensor Rows(int rank, ScalarType type) =>
        arange(rank * 6, dtype: ScalarType.Float64).reshape(rank, 2, 3).add(rank).remainder(7).to_type(type);
}

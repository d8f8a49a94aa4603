using Microsoft.ML;

namespace Nidl.ML;

/// <summary>Divides the rows of a view among processes.</summary>
public static class ProcessSlice
{
    /// <summary>
    /// Gets the rows of a view that are this process's, side by side: the first part is process 0's, and the parts of all, in the
    /// processes' order, are the view. For example, each process transforms its own slice and writes it into a file of its own.
    /// </summary>
    /// <param name="processes">The processes; none of them waits for another.</param>
    /// <param name="view">The view, the same in every process.</param>
    /// <returns>A view of these rows, whose positions count from 0; the whole view if there is one process. The values of other rows are
    /// not asked for.</returns>
    public static IDataView Slice(this ProcessGroup processes, IDataView view)
    {
        ArgumentNullException.ThrowIfNull(processes);
        ArgumentNullException.ThrowIfNull(view);
        if (processes.Size == 1)
            return view;
        var count = TrainingRows.Count(view, CancellationToken.None);
        var (start, end) = (count * processes.Rank / processes.Size, count * (processes.Rank + 1) / processes.Size);
        return RowSubset.Choose(view, [.. Enumerable.Range(0, checked((int)count)).Select(row => row >= start && row < end)]);
    }
}

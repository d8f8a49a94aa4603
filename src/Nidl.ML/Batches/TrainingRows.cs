using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Reads the parts of all rows of a view into tensors.</summary>
internal static class TrainingRows
{
    /// <summary>Gets the number of rows, by a pass over them if the view does not know it.</summary>
    /// <exception cref="RowReadException">The view throws at a row.</exception>
    public static long Count(IDataView view, CancellationToken token)
    {
        if (view.GetRowCount() is { } known)
            return known;
        using var cursor = UpstreamCursor.Open(view, []);
        var count = 0L;
        for (; cursor.MoveNext(); count++)
            token.ThrowIfCancellationRequested();
        return count;
    }

    /// <summary>Checks that a cursor, which has given as many rows as were counted, has no more: none may be left out unnoticed.</summary>
    /// <exception cref="InvalidOperationException">It has.</exception>
    public static void CheckEnd(DataViewRowCursor cursor, long count, CancellationToken token)
    {
        var rows = count;
        for (; cursor.MoveNext(); rows++)
            token.ThrowIfCancellationRequested();
        if (rows > count)
            throw new InvalidOperationException($"The view counted {count} rows, but has {rows}.");
    }

    /// <summary>
    /// Reads all rows, in the view's order, in one pass, after one that counts them if the view does not know how many they are.
    /// </summary>
    /// <returns>One tensor of each part's type, (count, ...), on the CPU, in the caller's dispose scope.</returns>
    /// <exception cref="RowReadException">The view throws at a row.</exception>
    /// <exception cref="InvalidOperationException">A value cannot be used, or there are fewer or more rows than were counted.</exception>
    public static IReadOnlyList<Tensor> Read(IDataView view, IReadOnlyList<IRowPart> parts, CancellationToken token) =>
        Read(view, parts, Count(view, token), token);

    /// <summary>Reads all rows, which have been counted, in the view's order, in one pass.</summary>
    /// <returns>One tensor of each part's type, (count, ...), on the CPU, in the caller's dispose scope.</returns>
    /// <exception cref="RowReadException">The view throws at a row.</exception>
    /// <exception cref="InvalidOperationException">A value cannot be used, or there are fewer or more rows than were counted.</exception>
    public static IReadOnlyList<Tensor> Read(IDataView view, IReadOnlyList<IRowPart> parts, long count, CancellationToken token) =>
        Read(view, parts, count, isPart: false, token);

    /// <summary>Reads the first rows, in the view's order.</summary>
    /// <returns>One tensor of each part's type, (count, ...), on the CPU, in the caller's dispose scope.</returns>
    /// <exception cref="RowReadException">The view throws at a row.</exception>
    /// <exception cref="InvalidOperationException">A value cannot be used, or the view ends early.</exception>
    public static IReadOnlyList<Tensor> ReadFirst(IDataView view, IReadOnlyList<IRowPart> parts, long count, CancellationToken token) =>
        Read(view, parts, count, isPart: true, token);

    private static IReadOnlyList<Tensor> Read(
        IDataView view, IReadOnlyList<IRowPart> parts, long count, bool isPart, CancellationToken token)
    {
        using var scope = NewDisposeScope();
        Tensor[] tensors = [.. parts.Select(part => torch.empty(part.Shape.WithBatch(count), part.ElementType, torch.CPU))];
        using var cursor = UpstreamCursor.Open(view, parts.SelectMany(part => part.Sources(view.Schema)));
        IRowPartReader[] readers = [.. parts.Select(part => part.Open(cursor))];
        int[] rowBytes = [.. parts.Select(part => checked(part.Shape.Size * part.ElementType.ElementSize()))];
        foreach (var (start, rows) in RowWindows.Of(count, rowBytes.Max()))
        {
            using var windowScope = NewDisposeScope();
            Tensor[] windows = [.. tensors.Select(tensor => tensor.narrow(0, start, rows))];
            for (var row = 0; row < rows; row++)
            {
                token.ThrowIfCancellationRequested();
                if (!cursor.MoveNext())
                    throw new InvalidOperationException($"The view counted {count} rows, but ended after {start + row}.");
                for (var i = 0; i < readers.Length; i++)
                    readers[i].Read(windows[i].bytes.Slice(row * rowBytes[i], rowBytes[i]));
            }
        }
        if (!isPart)
            CheckEnd(cursor, count, token);
        return [.. tensors.Select(tensor => tensor.MoveToOuterDisposeScope())];
    }
}

using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Nidl.ML;

/// <summary>
/// Reads batches of rows ahead of the training on a thread of its own, epoch after epoch. While the last rows of an epoch wait for the
/// training, those of the next are read. What goes wrong on the thread is thrown where the batch is asked for.
/// </summary>
internal sealed class BackgroundReader : IDisposable
{
    private readonly StreamedRows _rows;
    private readonly RowSlots _slots;
    private readonly BlockingCollection<int[]> _batches;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private ExceptionDispatchInfo? _failure;

    /// <param name="rows">The rows.</param>
    /// <param name="slots">Where rows are read to; all are free.</param>
    /// <param name="epoch">The epoch to start with.</param>
    /// <param name="firstBatch">The batch of it to start with: those before are read, but not kept.</param>
    /// <param name="epochs">The number of epochs, after which nothing more is read.</param>
    public BackgroundReader(StreamedRows rows, RowSlots slots, int epoch, int firstBatch, int epochs)
    {
        (_rows, _slots, Epoch, NextBatch) = (rows, slots, epoch, firstBatch);
        _batches = new BlockingCollection<int[]>(boundedCapacity: slots.Count / rows.Plan.BatchSize + 1);
        _thread = new Thread(() => Run(epoch, firstBatch, epochs)) { IsBackground = true, Name = "Nidl.ML row reader" };
        _thread.Start();
    }

    /// <summary>Gets the epoch of the batch that <see cref="Take"/> gives next.</summary>
    public int Epoch { get; private set; }

    /// <summary>Gets the batch of the epoch, counted from 0, that <see cref="Take"/> gives next.</summary>
    public int NextBatch { get; private set; }

    /// <summary>Waits for the next batch. Its places are the caller's, who gives them back.</summary>
    /// <exception cref="InvalidOperationException">A row cannot be read, or there are fewer or more rows than were counted.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public int[] Take(CancellationToken token)
    {
        if (!_batches.TryTake(out var batch, Timeout.Infinite, token))
        {
            _failure?.Throw();
            throw new InvalidOperationException("The rows of all epochs have been read: there is no further batch.");
        }
        (Epoch, NextBatch) = NextBatch + 1 < _rows.Plan.BatchesPerEpoch ? (Epoch, NextBatch + 1) : (Epoch + 1, 0);
        return batch;
    }

    /// <summary>Ends the thread, and waits until it has ended: as long as the view takes for a row, at most.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _batches.Dispose();
        _stop.Dispose();
    }

    private void Run(int firstEpoch, int firstBatch, int epochs)
    {
        try
        {
            ReadEpoch(firstEpoch, firstBatch);
            for (var epoch = firstEpoch + 1; epoch < epochs; epoch++)
                ReadEpoch(epoch, firstBatch: 0);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception failure)
        {
            // Batches that were complete before come first.
            _failure = ExceptionDispatchInfo.Capture(failure);
        }
        finally
        {
            _batches.CompleteAdding();
        }
    }

    private void ReadEpoch(int epoch, int firstBatch)
    {
        var (done, batch) = (0, new List<int>(_rows.Plan.BatchSize));
        foreach (var slot in _rows.ReadEpoch(epoch, _slots, _stop.Token))
        {
            // The rows of batches that are left out.
            if (done == _rows.Plan.BatchesPerEpoch)
            {
                _slots.Return([slot]);
                continue;
            }
            batch.Add(slot);
            if (batch.Count < _rows.Plan.Rows(done).Count)
                continue;
            Hand([.. batch], _rows.Plan.Share(done), isWanted: done >= firstBatch);
            batch.Clear();
            done++;
        }
    }

    private void Hand(ReadOnlySpan<int> batch, RowShare own, bool isWanted)
    {
        var (start, end) = isWanted ? ((int)own.Start, (int)(own.Start + own.Count)) : (0, 0);
        // The rows of other processes.
        _slots.Return(batch[..start]);
        _slots.Return(batch[end..]);
        if (isWanted)
            _batches.Add(batch[start..end].ToArray(), _stop.Token);
    }
}

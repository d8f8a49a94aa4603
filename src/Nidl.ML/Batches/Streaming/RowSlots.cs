namespace Nidl.ML;

/// <summary>
/// Memory for a fixed number of rows, used again and again: a reader takes a place, fills it and hands it on, and whoever has used the row
/// gives the place back. Its bound is what holds a reader back that is faster than the training. Safe from several threads.
/// </summary>
internal sealed class RowSlots : IDisposable
{
    /// <summary>What a place costs beside the row's bytes: the numbers of it in the lists that it goes through.</summary>
    public const int OverheadBytes = 4 * sizeof(int);

    private const int ChunkBytes = 1 << 20;

    private readonly Lock _lock = new();
    private readonly int _rowBytes;
    private readonly int _rowsOfChunk;
    private readonly byte[]?[] _chunks;
    private readonly Stack<int> _returned = new();
    private SemaphoreSlim _free;
    private int _unused;

    /// <param name="count">The number of rows.</param>
    /// <param name="rowBytes">The bytes of a row.</param>
    public RowSlots(int count, int rowBytes)
    {
        (Count, _rowBytes) = (count, rowBytes);
        _rowsOfChunk = Math.Clamp(ChunkBytes / rowBytes, 1, count);
        _chunks = new byte[(count + _rowsOfChunk - 1) / _rowsOfChunk][];
        _free = new SemaphoreSlim(count);
    }

    /// <summary>Gets the number of rows.</summary>
    public int Count { get; }

    /// <summary>Gets the bytes of a place that was taken.</summary>
    public Span<byte> Row(int slot) => _chunks[slot / _rowsOfChunk].AsSpan(slot % _rowsOfChunk * _rowBytes, _rowBytes);

    /// <summary>Takes a free place, and waits for one if there is none.</summary>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public int Take(CancellationToken token)
    {
        _free.Wait(token);
        lock (_lock)
        {
            if (_returned.TryPop(out var returned))
                return returned;
            // Memory is taken when it is first needed.
            _chunks[_unused / _rowsOfChunk] ??= GC.AllocateUninitializedArray<byte>(_rowsOfChunk * _rowBytes);
            return _unused++;
        }
    }

    /// <summary>Gives places back.</summary>
    public void Return(ReadOnlySpan<int> slots)
    {
        lock (_lock)
        {
            foreach (var slot in slots)
                _returned.Push(slot);
        }
        if (slots.Length > 0)
            _free.Release(slots.Length);
    }

    /// <summary>Makes every place free again; nobody may be using one.</summary>
    public void Reset()
    {
        _free.Dispose();
        _free = new SemaphoreSlim(Count);
        _returned.Clear();
        _unused = 0;
    }

    public void Dispose() => _free.Dispose();
}

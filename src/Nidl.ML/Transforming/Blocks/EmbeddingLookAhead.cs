using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>
/// Runs ahead of a cursor by one block of rows on a cursor of its own over the features alone, and encodes the block at once. While it
/// does, the rows of the next block are read on a background thread.
/// </summary>
internal sealed class EmbeddingLookAhead : IDisposable
{
    private readonly DataViewRowCursor _cursor;
    private readonly FeatureReader _reader;
    private readonly ValueGetter<DataViewRowId> _idGetter;
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<EmbeddingBlock> _create;
    private EmbeddingBlock _block;
    private EmbeddingBlock? _spare;
    private Task<EmbeddingBlock>? _next;
    private int _current = -1;
    private bool _isDisposed;

    public EmbeddingLookAhead(
        IDataView source, FeatureColumn column, FrozenNetwork encoder, EmbeddingCache cache, BlockMemory memory, int rowsAtOnce)
    {
        _create = () => new(rowsAtOnce, encoder, cache, memory);
        _block = _create();
        _cursor = UpstreamCursor.Open(source, column.Sources(source.Schema));
        _reader = FeatureReader.Open(_cursor, column);
        _idGetter = _cursor.GetIdGetter();
    }

    /// <summary>Gets the embedding of the current row.</summary>
    public ReadOnlySpan<float> Current => _block.Embedding(_current);

    /// <summary>Moves to the next row, which must be the row <paramref name="id"/>.</summary>
    /// <exception cref="InvalidOperationException">
    /// The view gives other rows to a second cursor, or the row's features are not usable.
    /// </exception>
    public void MoveTo(DataViewRowId id)
    {
        if (++_current >= _block.Count)
            TakeBlock();
        if (_block.Count == 0 || !_block.Id(_current).Equals(id))
            throw new InvalidOperationException(
                "The view must give the same rows in the same order to every cursor, "
                + $"but its second cursor gave {(_block.Count == 0 ? "no row" : $"row {_block.Id(_current)}")} where the first gave row "
                + $"{id}; add AppendCacheCheckpoint before the embedding.");
    }

    /// <summary>Waits for the block that is being read. Further calls do nothing.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        try
        {
            _stop.Cancel();
            _next?.Wait();
        }
        finally
        {
            _stop.Dispose();
            _cursor.Dispose();
        }
    }

    private void TakeBlock()
    {
        _block.Failure?.Throw();
        var used = _block;
        _block = _next is null ? Read(used) : _next.GetAwaiter().GetResult();
        _spare = ReferenceEquals(_block, used) ? _spare : used;
        _current = 0;
        // Not before the block is needed, so that whoever looks at the first rows alone waits for no others.
        _next = _block.IsLast ? null : Task.Run(() => Read(_spare ?? _create()));
        _block.Encode();
        if (_block.Count == 0)
            _block.Failure?.Throw();
    }

    private EmbeddingBlock Read(EmbeddingBlock block)
    {
        block.Read(_cursor, _idGetter, _reader, _stop.Token);
        return block;
    }
}

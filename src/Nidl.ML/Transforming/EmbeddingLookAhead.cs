using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>
/// Runs ahead of a cursor by one block of rows on a cursor of its own over the features alone, and encodes the block at once.
/// </summary>
internal sealed class EmbeddingLookAhead : IDisposable
{
    private const int BlockRows = 256;
    private const int BlockBytes = 1 << 26;

    private readonly FrozenNetwork _encoder;
    private readonly EmbeddingCache _cache;
    private readonly DataViewRowCursor _cursor;
    private readonly FeatureReader _reader;
    private readonly ValueGetter<DataViewRowId> _idGetter;
    private readonly float[] _features;
    private readonly float[] _encoded;
    private readonly float[] _embeddings;
    private readonly DataViewRowId[] _ids;
    private readonly (int Row, ulong Features)[] _misses;
    private ExceptionDispatchInfo? _pending;
    private int _count;
    private int _current = -1;

    public EmbeddingLookAhead(IDataView source, FeatureColumn column, FrozenNetwork encoder, EmbeddingCache cache)
    {
        (_encoder, _cache) = (encoder, cache);
        var capacity = Math.Clamp(BlockBytes / sizeof(float) / column.Shape.Size, 1, BlockRows);
        _features = new float[capacity * column.Shape.Size];
        _encoded = new float[capacity * encoder.EmbeddingDimension];
        _embeddings = new float[capacity * encoder.EmbeddingDimension];
        _ids = new DataViewRowId[capacity];
        _misses = new (int, ulong)[capacity];
        _cursor = UpstreamCursor.Open(source, column.Sources(source.Schema));
        _reader = FeatureReader.Open(_cursor, column);
        _idGetter = _cursor.GetIdGetter();
    }

    /// <summary>Gets the embedding of the current row.</summary>
    public ReadOnlySpan<float> Current => _embeddings.AsSpan(_current * _encoder.EmbeddingDimension, _encoder.EmbeddingDimension);

    /// <summary>Moves to the next row, which must be the row <paramref name="id"/>.</summary>
    /// <exception cref="InvalidOperationException">The view gives other rows to a second cursor, or the row's features are not usable.</exception>
    public void MoveTo(DataViewRowId id)
    {
        if (++_current >= _count)
            FillBlock();
        if (_count == 0 || !_ids[_current].Equals(id))
            throw new InvalidOperationException(
                $"The view must give the same rows in the same order to every cursor, but its second cursor gave {(_count == 0 ? "no row" : $"row {_ids[_current]}")} where the first gave row {id}; add AppendCacheCheckpoint before the embedding.");
    }

    public void Dispose() => _cursor.Dispose();

    private void FillBlock()
    {
        _pending?.Throw();
        (_current, _count) = (0, 0);
        var (rows, missed) = (0, 0);
        while (rows < _ids.Length && TryReadRow(rows, missed, out var isMiss))
        {
            missed += isMiss ? 1 : 0;
            rows++;
        }
        // Where encoding fails there is no block, now or at a later try.
        if (TryEncode(missed))
            _count = rows;
        // A row that cannot be used ends the block before it: it fails when the cursor comes to it, not when we look ahead.
        if (_count == 0)
            _pending?.Throw();
    }

    private bool TryReadRow(int row, int missed, out bool isMiss)
    {
        isMiss = false;
        try
        {
            if (!_cursor.MoveNext())
                return false;
            _idGetter(ref _ids[row]);
            // A row that is remembered leaves its place in the batch to the next.
            var features = _features.AsSpan(missed * _encoder.InputShape.Size, _encoder.InputShape.Size);
            _reader.ReadUnchecked(features);
            var hash = _cache.IsEnabled ? RowHash.Of(features) : 0;
            isMiss = !_cache.IsEnabled || !_cache.TryRead(_ids[row], hash, RowAt(_embeddings, row));
            if (isMiss)
            {
                _reader.CheckFinite(features);
                _misses[missed] = (row, hash);
            }
            return true;
        }
        catch (Exception failure)
        {
            _pending = ExceptionDispatchInfo.Capture(failure);
            return false;
        }
    }

    private bool TryEncode(int missed)
    {
        try
        {
            Encode(missed);
            return true;
        }
        catch (Exception failure)
        {
            _pending = ExceptionDispatchInfo.Capture(failure);
            return false;
        }
    }

    private void Encode(int missed)
    {
        if (missed == 0)
            return;
        _encoder.Encode(_features.AsSpan(0, missed * _encoder.InputShape.Size), _encoded);
        for (var i = 0; i < missed; i++)
        {
            var (row, hash) = _misses[i];
            var embedding = RowAt(_encoded, i);
            embedding.CopyTo(RowAt(_embeddings, row));
            if (_cache.IsEnabled)
                _cache.Remember(_ids[row], hash, embedding);
        }
    }

    private Span<float> RowAt(float[] rows, int row) => rows.AsSpan(row * _encoder.EmbeddingDimension, _encoder.EmbeddingDimension);
}

using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>
/// A block of rows: the features as they are read, those of rows that are remembered left out, and the embeddings, encoded at once.
/// </summary>
/// <param name="capacity">The most rows.</param>
/// <param name="encoder">The network.</param>
/// <param name="cache">The embeddings that are remembered.</param>
/// <param name="memory">The memory for the features of <paramref name="capacity"/> rows.</param>
internal sealed class EmbeddingBlock(int capacity, FrozenNetwork encoder, EmbeddingCache cache, BlockMemory memory)
{
    private readonly float[] _encoded = new float[capacity * encoder.EmbeddingDimension];
    private readonly float[] _embeddings = new float[capacity * encoder.EmbeddingDimension];
    private readonly DataViewRowId[] _ids = new DataViewRowId[capacity];
    private readonly (int Row, ulong Features)[] _misses = new (int, ulong)[capacity];
    private int _missed;

    // From the first row that is read until all are encoded.
    private float[]? _features;

    /// <summary>Gets the number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>Gets whether no rows follow: the view has ended, or a row has failed.</summary>
    public bool IsLast { get; private set; }

    /// <summary>Gets what went wrong at the row after these, or with all of them if there are none; null if nothing did.</summary>
    public ExceptionDispatchInfo? Failure { get; private set; }

    /// <summary>Gets the id of a row.</summary>
    public DataViewRowId Id(int row) => _ids[row];

    /// <summary>Gets the embedding of a row.</summary>
    public Span<float> Embedding(int row) => RowAt(_embeddings, row);

    /// <summary>
    /// Reads rows until the block is full. A row that cannot be used ends it: it fails when a cursor comes to it, not when we look ahead.
    /// </summary>
    public void Read(DataViewRowCursor cursor, ValueGetter<DataViewRowId> idGetter, FeatureReader reader, CancellationToken stop)
    {
        (Count, _missed, IsLast, Failure) = (0, 0, false, null);
        try
        {
            while (Count < _ids.Length && !IsLast)
            {
                stop.ThrowIfCancellationRequested();
                IsLast = !cursor.MoveNext();
                if (!IsLast)
                    ReadRow(idGetter, reader);
            }
        }
        catch (Exception failure)
        {
            (IsLast, Failure) = (true, ExceptionDispatchInfo.Capture(failure));
        }
    }

    /// <summary>Encodes what is not remembered. Where that fails there is no block, now or at a later try.</summary>
    public void Encode()
    {
        try
        {
            EncodeFeatures();
        }
        catch (Exception failure)
        {
            (Count, IsLast, Failure) = (0, true, ExceptionDispatchInfo.Capture(failure));
            return;
        }
        for (var i = 0; i < _missed; i++)
        {
            var (row, hash) = _misses[i];
            var embedding = RowAt(_encoded, i);
            embedding.CopyTo(Embedding(row));
            if (cache.IsEnabled)
                cache.Remember(_ids[row], hash, embedding);
        }
    }

    private void EncodeFeatures()
    {
        if (_missed > 0)
            encoder.Encode(_features.AsSpan(0, _missed * encoder.InputShape.Size), _encoded);
        if (_features is { } features)
            memory.Return(features);
        _features = null;
    }

    private void ReadRow(ValueGetter<DataViewRowId> idGetter, FeatureReader reader)
    {
        idGetter(ref _ids[Count]);
        _features ??= memory.Take();
        // A row that is remembered leaves its place in the batch to the next.
        var features = _features.AsSpan(_missed * encoder.InputShape.Size, encoder.InputShape.Size);
        reader.ReadUnchecked(features);
        var hash = cache.IsEnabled ? RowHash.Of(features) : 0;
        if (!cache.IsEnabled || !cache.TryRead(_ids[Count], hash, Embedding(Count)))
        {
            reader.CheckFinite(features);
            _misses[_missed++] = (Count, hash);
        }
        Count++;
    }

    private Span<float> RowAt(float[] rows, int row) => rows.AsSpan(row * encoder.EmbeddingDimension, encoder.EmbeddingDimension);
}

using System.Collections.Concurrent;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>
/// Remembers the embeddings of a view's rows within a budget, so that a trainer's many passes cost one forward pass. A row is known by
/// its id and a hash of its features. Safe from several threads.
/// </summary>
internal sealed class EmbeddingCache(long budgetBytes, int embeddingDimension)
{
    // What a dictionary entry and an array cost beside the values.
    private const int EntryOverheadBytes = 128;

    private readonly long _capacity = budgetBytes / (embeddingDimension * sizeof(float) + EntryOverheadBytes);
    private readonly ConcurrentDictionary<(DataViewRowId Id, ulong Features), float[]> _embeddings = new();
    private long _count;

    public bool IsEnabled => _capacity > 0;

    public bool TryRead(DataViewRowId id, ulong features, Span<float> embedding)
    {
        if (!_embeddings.TryGetValue((id, features), out var known))
            return false;
        known.CopyTo(embedding);
        return true;
    }

    public void Remember(DataViewRowId id, ulong features, ReadOnlySpan<float> embedding)
    {
        // The budget may be passed by a few rows when threads race; what is remembered is right all the same.
        if (Interlocked.Read(ref _count) < _capacity && _embeddings.TryAdd((id, features), embedding.ToArray()))
            Interlocked.Increment(ref _count);
    }
}

using System.Collections;

namespace Microsoft.ML.Data;

/// <summary>A dense or sparse vector over arrays that are reused from row to row. Sparse: strictly increasing indices, the rest is default.</summary>
public readonly struct VBuffer<T> : IEnumerable
{
    private readonly T[] _values;
    private readonly int[] _indices;
    private readonly int _count;

    /// <summary>The logical length.</summary>
    public readonly int Length;

    /// <summary>A dense vector over <paramref name="values"/>; the indices are only kept for reuse.</summary>
    public VBuffer(int length, T[] values, int[] indices = null)
    {
        Contracts.CheckParam(length >= 0, nameof(length));
        Contracts.CheckParam((values?.Length ?? 0) >= length, nameof(values));
        Length = length;
        _count = length;
        _values = values;
        _indices = indices;
    }

    /// <summary>A vector with <paramref name="count"/> explicit values; dense when that is the length.</summary>
    public VBuffer(int length, int count, T[] values, int[] indices)
    {
        Contracts.CheckParam(length >= 0, nameof(length));
        Contracts.CheckParam(count >= 0 && count <= length, nameof(count));
        Contracts.CheckParam((values?.Length ?? 0) >= count, nameof(values));
        Contracts.CheckParam(count == length || (indices?.Length ?? 0) >= count, nameof(indices));
        Length = length;
        _count = count;
        _values = values;
        _indices = indices;
    }

    /// <summary>Whether every item is explicit.</summary>
    public bool IsDense => _count == Length;

    /// <summary>Copies out of an array into a dense vector.</summary>
    public static void Copy(T[] source, int sourceIndex, ref VBuffer<T> destination, int length)
    {
        Contracts.CheckParam(length >= 0 && length <= (source?.Length ?? 0), nameof(length));
        Contracts.CheckParam(sourceIndex >= 0 && sourceIndex <= (source?.Length ?? 0) - length, nameof(sourceIndex));
        var editor = VBufferEditor.Create(ref destination, length);
        source.AsSpan(sourceIndex, length).CopyTo(editor.Values);
        destination = editor.Commit();
    }

    /// <summary>The explicit values.</summary>
    public ReadOnlySpan<T> GetValues() => _values.AsSpan(0, _count);

    /// <summary>The indices of the explicit values; empty when dense.</summary>
    public ReadOnlySpan<int> GetIndices() => IsDense ? default : _indices.AsSpan(0, _count);

    /// <summary>Copies, dense to dense and sparse to sparse, reusing the destination's arrays.</summary>
    public void CopyTo(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length, _count);
        GetValues().CopyTo(editor.Values);
        if (!IsDense) GetIndices().CopyTo(editor.Indices);
        destination = editor.Commit();
    }

    /// <summary>Copies a range of the items.</summary>
    public void CopyTo(ref VBuffer<T> destination, int sourceIndex, int length)
    {
        Contracts.CheckParam(sourceIndex >= 0 && sourceIndex <= Length, nameof(sourceIndex));
        Contracts.CheckParam(length >= 0 && sourceIndex <= Length - length, nameof(length));
        var (start, end) = IsDense ? (sourceIndex, sourceIndex + length) : (FirstAtLeast(sourceIndex), FirstAtLeast(sourceIndex + length));
        var editor = VBufferEditor.Create(ref destination, length, end - start);
        _values.AsSpan(start, end - start).CopyTo(editor.Values);
        for (var i = 0; !IsDense && i < editor.Indices.Length; i++) editor.Indices[i] = _indices[start + i] - sourceIndex;
        destination = editor.Commit();
    }

    /// <summary>Copies every item into a span.</summary>
    public void CopyTo(Span<T> destination) => CopyTo(destination, 0);

    /// <summary>Copies every item into a span, with a value for the implicit ones.</summary>
    public void CopyTo(Span<T> destination, int destinationIndex, T defaultValue = default)
    {
        Contracts.CheckParam(destinationIndex >= 0 && destinationIndex <= destination.Length - Length, nameof(destination), "Not large enough to hold these values.");
        var target = destination.Slice(destinationIndex, Length);
        if (IsDense)
        {
            GetValues().CopyTo(target);
            return;
        }

        target.Fill(defaultValue);
        for (var i = 0; i < _count; i++) target[_indices[i]] = _values[i];
    }

    /// <summary>Copies into a dense vector.</summary>
    public void CopyToDense(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length);
        CopyTo(editor.Values);
        destination = editor.Commit();
    }

    /// <summary>Every item, the implicit ones included.</summary>
    public IEnumerable<T> DenseValues() => Items(all: true).Select(item => item.Value);

    /// <summary>The explicit items with their indices, or all of them.</summary>
    public IEnumerable<KeyValuePair<int, T>> Items(bool all = false) => Items(_values, _indices, Length, _count, all);

    /// <summary>The item at an index.</summary>
    public T GetItemOrDefault(int index)
    {
        Contracts.CheckParam(index >= 0 && index < Length, nameof(index));
        if (IsDense) return _values[index];
        var at = FirstAtLeast(index);
        return at < _count && _indices[at] == index ? _values[at] : default;
    }

    /// <summary>The item at an index.</summary>
    public void GetItemOrDefault(int index, ref T destination) => destination = GetItemOrDefault(index);

    /// <summary>Enumerates the backing array, as the real package does.</summary>
    public IEnumerator GetEnumerator() => (_values ?? []).GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => IsDense ? $"Dense vector of size {Length}" : $"Sparse vector of size {Length}, {_count} explicit values";

    internal VBufferEditor<T> Edit(int length, int? valuesCount, int? capacity, bool keepOld, bool requireIndices)
    {
        Contracts.CheckParam(length >= 0, "newLogicalLength", "Must be non-negative.");
        Contracts.CheckParam(valuesCount is null or >= 0, nameof(valuesCount), "If specified, must be non-negative.");
        Contracts.CheckParam(valuesCount is null || valuesCount <= length, nameof(valuesCount), "If specified, must be no greater than newLogicalLength");
        var count = valuesCount ?? length;
        var values = Ensure(_values, count, capacity, keepOld, out var newValues);
        var newIndices = false;
        var indices = count == length && !requireIndices ? _indices : Ensure(_indices, count, capacity, keepOld, out newIndices);
        return new VBufferEditor<T>(length, count, values, indices, requireIndices, newValues, newIndices);
    }

    internal VBufferEditor<T> Edit() => Edit(Length, _count, null, false, false);

    private static TItem[] Ensure<TItem>(TItem[] array, int count, int? capacity, bool keepOld, out bool created)
    {
        created = (array?.Length ?? 0) < count;
        if (!created) return array;
        var grown = new TItem[Math.Max(count, Math.Min(capacity ?? int.MaxValue, Math.Min(2 * (array?.Length ?? 0), Array.MaxLength)))];
        if (keepOld) array?.CopyTo(grown, 0);
        return grown;
    }

    private static IEnumerable<KeyValuePair<int, T>> Items(T[] values, int[] indices, int length, int count, bool all)
    {
        if (!all || count == length)
        {
            for (var i = 0; i < count; i++) yield return new(count == length ? i : indices[i], values[i]);
            yield break;
        }

        for (int slot = 0, i = 0; slot < length; slot++)
        {
            yield return new(slot, i < count && indices[i] == slot ? values[i++] : default);
        }
    }

    private int FirstAtLeast(int index)
    {
        if (_count == 0) return 0;
        var at = Array.BinarySearch(_indices, 0, _count, index);
        return at >= 0 ? at : ~at;
    }
}

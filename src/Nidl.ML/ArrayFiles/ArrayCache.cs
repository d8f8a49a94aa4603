using System.Collections.Concurrent;

namespace Nidl.ML;

/// <summary>
/// Loads the arrays of a view's files and remembers the first of them within a budget: of a pass that is repeated, so much is read once.
/// Safe from several threads.
/// </summary>
internal sealed class ArrayCache(ArrayColumn column)
{
    private readonly long _capacity = column.Reading.CacheBytes / ((long)column.Shape.Size * sizeof(float));
    private readonly ConcurrentDictionary<string, float[]> _arrays = new();
    private readonly ConcurrentBag<float[]> _free = [];

    /// <summary>Loads an array to where its values belong.</summary>
    public void Load(string path, Span<float> values)
    {
        if (_arrays.TryGetValue(path, out var known))
            known.CopyTo(values);
        else if (_arrays.Count < _capacity)
            Read(path).CopyTo(values);
        else
            column.Read(path, values);
    }

    /// <summary>
    /// Loads an array into memory of the cache's own. It is not to be changed, and is given back by <see cref="Return"/>.
    /// </summary>
    public float[] Read(string path)
    {
        if (_arrays.TryGetValue(path, out var known))
            return known;
        var values = _free.TryTake(out var free) ? free : GC.AllocateUninitializedArray<float>(column.Shape.Size);
        column.Read(path, values);
        // The budget may be passed by a few arrays when threads race; what is remembered is right all the same.
        return _arrays.Count < _capacity ? _arrays.GetOrAdd(path, values) : values;
    }

    /// <summary>Takes the memory of an array back that nobody reads any more.</summary>
    public void Return(string path, float[] values)
    {
        if (!_arrays.TryGetValue(path, out var known) || known != values)
            _free.Add(values);
    }
}

namespace Nidl.ML;

/// <summary>
/// Shuffles a stream: keeps a fixed number of rows, and when another comes, one of all of them, chosen at random, leaves. A row may leave
/// at once or stay to the end; on average it stays while as many others pass as the pool holds.
/// </summary>
/// <param name="capacity">The rows that are kept.</param>
/// <param name="random">Where the choices come from.</param>
internal sealed class ShufflePool(int capacity, Random random)
{
    private readonly int[] _rows = new int[capacity];
    private int _count;

    /// <summary>Adds a row. Once the pool is full, one leaves.</summary>
    /// <returns>Whether a row leaves.</returns>
    public bool TryExchange(int row, out int leaving)
    {
        leaving = row;
        if (_count < _rows.Length)
        {
            _rows[_count++] = row;
            return false;
        }
        var chosen = random.Next(_rows.Length + 1);
        if (chosen < _rows.Length)
            (leaving, _rows[chosen]) = (_rows[chosen], row);
        return true;
    }

    /// <summary>Takes out the rows that are left, in random order.</summary>
    public ReadOnlySpan<int> Drain()
    {
        var rest = _rows.AsSpan(0, _count);
        random.Shuffle(rest);
        _count = 0;
        return rest;
    }
}

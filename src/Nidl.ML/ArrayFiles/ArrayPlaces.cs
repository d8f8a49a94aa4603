namespace Nidl.ML;

/// <summary>Puts values that come with the first index fastest to where they belong, one after the other.</summary>
/// <param name="lengths">The lengths of the axes, the fastest first.</param>
/// <param name="strides">How far a step along each axis goes at the destination; negative where the axis is turned round.</param>
/// <param name="start">Where the first value belongs.</param>
internal sealed class ArrayPlaces(long[] lengths, int[] strides, int start)
{
    private readonly long[] _index = new long[lengths.Length];
    private int _position = start;

    /// <summary>Creates those of an array that lies at the destination with the last index fastest.</summary>
    public static ArrayPlaces LastFastest(InputShape shape)
    {
        var strides = new int[shape.Rank];
        var stride = 1;
        for (var axis = shape.Rank - 1; axis >= 0; stride *= (int)shape[axis--])
            strides[axis] = stride;
        return new([.. shape], strides, start: 0);
    }

    /// <summary>Puts the next values of the array.</summary>
    public void Put(ReadOnlySpan<float> values, Span<float> destination)
    {
        while (!values.IsEmpty)
        {
            var run = values[..(int)Math.Min(values.Length, lengths[0] - _index[0])];
            var position = _position;
            foreach (var value in run)
            {
                destination[position] = value;
                position += strides[0];
            }
            values = values[run.Length..];
            Advance(run.Length);
        }
    }

    // By as many values as are left along the fastest axis, or fewer.
    private void Advance(int count)
    {
        for (var axis = 0; axis < _index.Length; axis++, count = 1)
        {
            _position += count * strides[axis];
            _index[axis] += count;
            if (_index[axis] < lengths[axis])
                return;
            _position -= (int)_index[axis] * strides[axis];
            _index[axis] = 0;
        }
    }
}

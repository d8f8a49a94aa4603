using System.Runtime.InteropServices;

namespace Nidl.ML;

/// <summary>
/// Says what each place of the result takes of a side that is brought to another length: the entries of <see cref="AxisMap.Smoothed"/>
/// that are not 0, which lie side by side.
/// </summary>
internal sealed class ResizedSide
{
    private readonly int _reach;
    private readonly int[] _first;
    private readonly float[] _weights; // (result, reach)

    /// <param name="length">The places of the side.</param>
    /// <param name="result">The places of the result.</param>
    public ResizedSide(int length, int result)
    {
        var step = (double)length / result;
        var radius = Math.Max(1, step);
        (Length, _reach) = (length, Math.Min(length, (int)Math.Ceiling(2 * radius)));
        (_first, _weights) = (new int[result], new float[result * _reach]);
        for (var place = 0; place < result; place++)
        {
            var center = (place + 0.5) * step - 0.5;
            _first[place] = Math.Clamp((int)Math.Floor(center - radius) + 1, 0, length - _reach);
            Weigh(_first[place] - center, radius, _weights.AsSpan(place * _reach, _reach));
        }
    }

    /// <summary>Gets the places of the side.</summary>
    public int Length { get; }

    /// <summary>Gets the places of the result.</summary>
    public int Result => _first.Length;

    /// <summary>Resizes rows, each as a side.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="stride">From the start of a row to that of the next.</param>
    /// <param name="result">Where the rows are written in their new length, one after the other.</param>
    public void ResizeRows(ReadOnlySpan<float> rows, int stride, Span<float> result)
    {
        for (var row = 0; row < result.Length / Result; row++)
            ResizeRow(rows.Slice(row * stride, Length), result.Slice(row * Result, Result));
    }

    /// <summary>Resizes columns, each as a side.</summary>
    /// <param name="rows">What each place of the side holds: one value of each column.</param>
    /// <param name="stride">From the start of a row to that of the next.</param>
    /// <param name="result">Where the rows of the result are written, one after the other.</param>
    public void ResizeColumns(ReadOnlySpan<float> rows, int stride, Span<float> result)
    {
        var width = result.Length / Result;
        for (var place = 0; place < Result; place++)
            NeighborSum.Write(rows[(_first[place] * stride)..], stride, Weights(place), result.Slice(place * width, width));
    }

    private void ResizeRow(ReadOnlySpan<float> row, Span<float> result)
    {
        if (_reach != 2)
        {
            ResizeRowByMany(row, result);
            return;
        }
        // What is enlarged lies between two neighbors.
        var pairs = MemoryMarshal.Cast<float, (float Left, float Right)>(_weights);
        for (var place = 0; place < result.Length; place++)
        {
            var left = _first[place];
            result[place] = row[left] * pairs[place].Left + row[left + 1] * pairs[place].Right;
        }
    }

    private void ResizeRowByMany(ReadOnlySpan<float> row, Span<float> result)
    {
        var next = 0;
        for (var place = 0; place < result.Length; place++)
        {
            var sum = 0f;
            foreach (var value in row.Slice(_first[place], _reach))
                sum += value * _weights[next++];
            result[place] = sum;
        }
    }

    private ReadOnlySpan<float> Weights(int place) => _weights.AsSpan(place * _reach, _reach);

    // By a triangle about the center, of sum 1 within the side.
    private static void Weigh(double firstFromCenter, double radius, Span<float> weights)
    {
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
            sum += Weight(i);
        for (var i = 0; i < weights.Length; i++)
            weights[i] = (float)(Weight(i) / sum);

        double Weight(int i) => Math.Max(0, 1 - Math.Abs(firstFromCenter + i) / radius);
    }
}

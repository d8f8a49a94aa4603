using System.Numerics;

namespace Nidl.ML;

/// <summary>Clips values to a range.</summary>
internal static class ValueClipping
{
    /// <summary>Clips values in place; NaN stays NaN.</summary>
    public static void Apply(Span<float> values, Interval range)
    {
        var (low, high) = ((float)range.Low, (float)range.High);
        var width = Vector<float>.Count;
        var i = 0;
        for (; i <= values.Length - width; i += width)
        {
            // Of NaN and a number the second is taken.
            var raised = Vector.MaxNative<float>(new(low), new(values[i..]));
            Vector.MinNative<float>(new(high), raised).CopyTo(values[i..]);
        }
        for (; i < values.Length; i++)
            values[i] = Math.Clamp(values[i], low, high);
    }
}

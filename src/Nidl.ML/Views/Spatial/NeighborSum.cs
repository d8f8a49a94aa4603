using System.Numerics;
using System.Runtime.InteropServices;

namespace Nidl.ML;

/// <summary>Sums neighboring values with weights, as smoothing and resizing of images do.</summary>
internal static class NeighborSum
{
    /// <summary>Computes <c>result[i] = weights[0] values[i] + weights[1] values[i + stride] + ...</c></summary>
    public static void Write(ReadOnlySpan<float> values, int stride, ReadOnlySpan<float> weights, Span<float> result)
    {
        values = values[..(result.Length + (weights.Length - 1) * stride)];
        var width = Vector<float>.Count;
        if (result.Length < width)
        {
            for (var i = 0; i < result.Length; i++)
                result[i] = Sum(values[i..], stride, weights);
            return;
        }
        for (var i = 0; i <= result.Length - width; i += width)
            SumVector(values, i, stride, weights).CopyTo(result[i..]);
        // Where the rest fills no vector, some are computed twice.
        if (result.Length % width > 0)
            SumVector(values, result.Length - width, stride, weights).CopyTo(result[^width..]);
    }

    /// <summary>Computes one sum.</summary>
    public static float Sum(ReadOnlySpan<float> values, int stride, ReadOnlySpan<float> weights)
    {
        var sum = 0f;
        for (var k = 0; k < weights.Length; k++)
            sum += values[k * stride] * weights[k];
        return sum;
    }

    private static Vector<float> SumVector(ReadOnlySpan<float> values, int first, int stride, ReadOnlySpan<float> weights)
    {
        ref readonly var start = ref MemoryMarshal.GetReference(values);
        var sum = Vector<float>.Zero;
        for (var k = 0; k < weights.Length; k++)
            sum += Vector.LoadUnsafe(in start, (nuint)(first + k * stride)) * weights[k];
        return sum;
    }
}

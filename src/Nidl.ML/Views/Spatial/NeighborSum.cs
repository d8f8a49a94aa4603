using System.Numerics;
using System.Runtime.InteropServices;

namespace Nidl.ML;

/// <summary>Sums neighboring values with weights, as smoothing and resizing of images do.</summary>
internal static class NeighborSum
{
    /// <summary>Computes <c>result[i] = weights[0] values[i] + weights[1] values[i + stride] + ...</c></summary>
    public static void Write(ReadOnlySpan<float> values, int stride, ReadOnlySpan<float> weights, Span<float> result)
    {
        // Vectors are read without asking again.
        values = values[..(result.Length + (weights.Length - 1) * stride)];
        var width = Vector<float>.Count;
        var i = 0;
        for (; i <= result.Length - 4 * width; i += 4 * width)
            WriteFour(values[i..], stride, weights, result[i..]);
        for (; i <= result.Length - width; i += width)
            Sum(values[i..], stride, weights).CopyTo(result[i..]);
        // Where the rest fills no vector, some are computed twice.
        if (i < result.Length && result.Length >= width)
            Sum(values[(result.Length - width)..], stride, weights).CopyTo(result[^width..]);
        else
            for (; i < result.Length; i++)
                result[i] = SumOne(values[i..], stride, weights);
    }

    // Sums that do not wait for each other.
    private static void WriteFour(ReadOnlySpan<float> values, int stride, ReadOnlySpan<float> weights, Span<float> result)
    {
        var width = Vector<float>.Count;
        Vector<float> first = default, second = default, third = default, fourth = default;
        ref readonly var start = ref MemoryMarshal.GetReference(values);
        for (var k = 0; k < weights.Length; k++)
        {
            var weight = new Vector<float>(weights[k]);
            first = Vector.MultiplyAddEstimate(At(in start, k * stride), weight, first);
            second = Vector.MultiplyAddEstimate(At(in start, k * stride + width), weight, second);
            third = Vector.MultiplyAddEstimate(At(in start, k * stride + 2 * width), weight, third);
            fourth = Vector.MultiplyAddEstimate(At(in start, k * stride + 3 * width), weight, fourth);
        }
        first.CopyTo(result);
        second.CopyTo(result[width..]);
        third.CopyTo(result[(2 * width)..]);
        fourth.CopyTo(result[(3 * width)..]);
    }

    private static Vector<float> Sum(ReadOnlySpan<float> values, int stride, ReadOnlySpan<float> weights)
    {
        var sum = Vector<float>.Zero;
        ref readonly var start = ref MemoryMarshal.GetReference(values);
        for (var k = 0; k < weights.Length; k++)
            sum = Vector.MultiplyAddEstimate(At(in start, k * stride), new(weights[k]), sum);
        return sum;
    }

    private static float SumOne(ReadOnlySpan<float> values, int stride, ReadOnlySpan<float> weights)
    {
        var sum = 0f;
        for (var k = 0; k < weights.Length; k++)
            sum += values[k * stride] * weights[k];
        return sum;
    }

    private static Vector<float> At(ref readonly float start, int place) => Vector.LoadUnsafe(in start, (nuint)place);
}

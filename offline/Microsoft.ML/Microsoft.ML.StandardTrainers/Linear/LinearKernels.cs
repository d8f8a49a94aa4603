using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>Products of rows and weights.</summary>
internal static class LinearKernels
{
    public static float Dot(in VBuffer<float> features, ReadOnlySpan<float> weights)
    {
        Contracts.Check(features.Length == weights.Length, $"The features have {features.Length} slots, but the model has {weights.Length} weights");
        var values = features.GetValues();
        if (features.IsDense) return Dot(values, weights);
        var indices = features.GetIndices();
        var sum = 0f;
        for (var i = 0; i < values.Length; i++) sum += values[i] * weights[indices[i]];
        return sum;
    }

    public static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> w)
    {
        var xs = MemoryMarshal.Cast<float, Vector<float>>(x);
        var ws = MemoryMarshal.Cast<float, Vector<float>>(w);
        Vector<float> even = Vector<float>.Zero, odd = Vector<float>.Zero;
        var i = 0;
        for (; i + 1 < xs.Length; i += 2)
        {
            even = Vector.FusedMultiplyAdd(xs[i], ws[i], even);
            odd = Vector.FusedMultiplyAdd(xs[i + 1], ws[i + 1], odd);
        }

        if (i < xs.Length) even = Vector.FusedMultiplyAdd(xs[i], ws[i], even);
        var sum = Vector.Sum(even + odd);
        for (var j = xs.Length * Vector<float>.Count; j < x.Length; j++) sum += x[j] * w[j];
        return sum;
    }

    /// <summary>Adds scale times each of four rows that lie behind each other.</summary>
    public static void AddFourScaled(ReadOnlySpan<float> rows, int length, ReadOnlySpan<float> scales, int stride, Span<float> target)
    {
        float s0 = scales[0], s1 = scales[stride], s2 = scales[2 * stride], s3 = scales[3 * stride];
        ReadOnlySpan<float> x0 = rows[..length], x1 = rows.Slice(length, length), x2 = rows.Slice(2 * length, length), x3 = rows.Slice(3 * length, length);
        ReadOnlySpan<Vector<float>> v0 = MemoryMarshal.Cast<float, Vector<float>>(x0), v1 = MemoryMarshal.Cast<float, Vector<float>>(x1);
        ReadOnlySpan<Vector<float>> v2 = MemoryMarshal.Cast<float, Vector<float>>(x2), v3 = MemoryMarshal.Cast<float, Vector<float>>(x3);
        var ts = MemoryMarshal.Cast<float, Vector<float>>(target);
        for (var i = 0; i < v0.Length; i++) ts[i] += (v0[i] * s0) + (v1[i] * s1) + (v2[i] * s2) + (v3[i] * s3);
        for (var i = v0.Length * Vector<float>.Count; i < length; i++) target[i] += (x0[i] * s0) + (x1[i] * s1) + (x2[i] * s2) + (x3[i] * s3);
    }

    public static void AddScaled(ReadOnlySpan<float> x, float scale, Span<float> target)
    {
        var xs = MemoryMarshal.Cast<float, Vector<float>>(x);
        var ts = MemoryMarshal.Cast<float, Vector<float>>(target);
        for (var i = 0; i < xs.Length; i++) ts[i] += xs[i] * scale;
        for (var i = xs.Length * Vector<float>.Count; i < x.Length; i++) target[i] += x[i] * scale;
    }

    public static void SoftmaxInPlace(Span<float> scores)
    {
        var largest = float.NegativeInfinity;
        foreach (var score in scores) largest = Math.Max(largest, score);
        var sum = 0f;
        for (var c = 0; c < scores.Length; c++)
        {
            scores[c] = MathF.Exp(scores[c] - largest);
            sum += scores[c];
        }

        for (var c = 0; c < scores.Length; c++) scores[c] /= sum;
    }
}

using System.Runtime.InteropServices;

namespace Nidl.ML;

/// <summary>Hashes a row's features to 64 bits: enough, beside the row's id, to notice that a row has changed. Not cryptographic.</summary>
internal static class RowHash
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15UL;

    public static ulong Of(ReadOnlySpan<float> values)
    {
        var words = MemoryMarshal.Cast<float, ulong>(values);
        // Four independent chains keep the multiplier busy; their starts have nothing in common, or equal words in two chains would cancel.
        ulong a = 0xD6E8FEB86659FD93UL ^ (ulong)values.Length, b = 0xBF58476D1CE4E5B9UL, c = 0x94D049BB133111EBUL, d = 0xC2B2AE3D27D4EB4FUL;
        var i = 0;
        for (; i + 4 <= words.Length; i += 4)
        {
            a = Mix(a, words[i]);
            b = Mix(b, words[i + 1]);
            c = Mix(c, words[i + 2]);
            d = Mix(d, words[i + 3]);
        }
        for (; i < words.Length; i++)
            a = Mix(a, words[i]);
        if ((values.Length & 1) == 1)
            b = Mix(b, BitConverter.SingleToUInt32Bits(values[^1]));
        return Mix(Mix(Mix(a, b), c), d);
    }

    // The upper half of the product is needed: floats of round numbers differ in their upper bits alone, which the lower half keeps in place.
    private static ulong Mix(ulong hash, ulong word) => Math.BigMul(hash ^ word, Multiplier, out var low) ^ low;
}

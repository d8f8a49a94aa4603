using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// A stream of random words that starts anywhere at no cost (SplitMix64: Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195).
/// </summary>
/// <param name="state">Where the stream starts; unrelated states give unrelated streams.</param>
internal struct SplitMix64(ulong state)
{
    private const ulong Step = 0x9E3779B97F4A7C15UL;
    private const ulong FirstFactor = 0xBF58476D1CE4E5B9UL;
    private const ulong SecondFactor = 0x94D049BB133111EBUL;

    private ulong _state = state;

    /// <summary>Gets one word for a key: equal keys give equal words, other keys unrelated ones.</summary>
    public static ulong Hash(params ReadOnlySpan<long> key)
    {
        var hash = Step;
        foreach (var word in key)
            hash = Finalize((hash ^ (ulong)word) + Step);
        return hash;
    }

    /// <summary>Draws the next word.</summary>
    public ulong Next() => Finalize(_state += Step);

    /// <summary>Draws uniformly from [0, 1): one of 2^24 values, which a Single holds exactly.</summary>
    public float NextSingle() => (Next() >> 40) * (1f / (1 << 24));

    /// <summary>Draws an integer uniformly from [0, <paramref name="high"/>).</summary>
    public long NextInteger(long high) => (long)Math.BigMul(Next(), (ulong)high, out _);

    /// <summary>Draws from the standard normal distribution (Box and Muller 1958).</summary>
    public float NextNormal()
    {
        // 53 bits; never 0, whose logarithm is infinite.
        var radius = Math.Sqrt(-2 * Math.Log(((Next() >> 11) + 1) * (1.0 / (1L << 53))));
        return (float)(radius * Math.Cos(2 * Math.PI * ((Next() >> 11) * (1.0 / (1L << 53)))));
    }

    /// <summary>Gets the next words of several streams at once, on their device.</summary>
    /// <param name="states">The states of the streams, Int64, (streams, 1).</param>
    /// <param name="count">The words of each.</param>
    /// <returns>The words, Int64, (streams, count), the first <see cref="Next"/> first.</returns>
    public static Tensor Words(Tensor states, long count)
    {
        using var scope = NewDisposeScope();
        var words = arange(1, count + 1, ScalarType.Int64, states.device).mul_(unchecked((long)Step)).add(states);
        words = words.bitwise_xor_(ShiftRight(words, 30)).mul_(unchecked((long)FirstFactor));
        words = words.bitwise_xor_(ShiftRight(words, 27)).mul_(unchecked((long)SecondFactor));
        return words.bitwise_xor_(ShiftRight(words, 31)).MoveToOuterDisposeScope();
    }

    /// <summary>Shifts words, Int64, by bits to the right; zeros come in from the left, whatever the sign.</summary>
    public static Tensor ShiftRight(Tensor words, int bits) =>
        words.bitwise_right_shift(tensor((long)bits)).bitwise_and_((long)(ulong.MaxValue >> bits));

    private static ulong Finalize(ulong word)
    {
        word = (word ^ (word >> 30)) * FirstFactor;
        word = (word ^ (word >> 27)) * SecondFactor;
        return word ^ (word >> 31);
    }
}

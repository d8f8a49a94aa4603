namespace Nidl.ML;

/// <summary>
/// A stream of random words that starts anywhere at no cost (SplitMix64: Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195).
/// </summary>
/// <param name="state">Where the stream starts; unrelated states give unrelated streams.</param>
internal struct SplitMix64(ulong state)
{
    private const ulong Step = 0x9E3779B97F4A7C15UL;

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

    private static ulong Finalize(ulong word)
    {
        word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9UL;
        word = (word ^ (word >> 27)) * 0x94D049BB133111EBUL;
        return word ^ (word >> 31);
    }
}

namespace BrainAge;

/// <summary>A place with a scanner of its own: what it does to intensities has nothing to do with the person.</summary>
/// <param name="Name">The name.</param>
/// <param name="Gain">What signals are multiplied with.</param>
/// <param name="Gamma">The power by which contrasts are changed.</param>
/// <param name="Noise">The standard deviation of the noise.</param>
public sealed record Site(string Name, double Gain, double Gamma, double Noise)
{
    /// <summary>The sites of the synthetic cohort.</summary>
    public static IReadOnlyList<Site> All { get; } =
        [new("A", 1, 1, 0.04), new("B", 1.3, 0.8, 0.06), new("C", 0.8, 1.25, 0.05), new("D", 1.1, 1.1, 0.09)];

    /// <summary>What the scanner makes of a signal.</summary>
    public double See(double signal) => Gain * Math.Pow(signal, Gamma);
}

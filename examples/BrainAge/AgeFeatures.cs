namespace BrainAge;

/// <summary>Features of a scan, an embedding or regional statistics, with the age.</summary>
public sealed class AgeFeatures
{
    /// <summary>The features.</summary>
    public float[] Features { get; set; } = [];

    /// <summary>The age in years.</summary>
    public float Age { get; set; }
}

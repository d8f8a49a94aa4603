namespace Nidl.ML;

/// <summary>The options of a weighted k-nearest-neighbor probe (Wu et al. 2018, arXiv:1805.01978).</summary>
public sealed record KnnOptions
{
    /// <summary>Gets the number of neighbors that vote, at least 1; of fewer training rows all vote. The default is 20.</summary>
    public int NumberOfNeighbors { get; init => field = Requires.AtLeast(value, 1); } = 20;

    /// <summary>
    /// Gets the temperature tau of the votes, from 1e-20 to 1e20: a neighbor of cosine similarity s has the weight exp(s / tau). The
    /// default is 0.07; a large one makes all neighbors equal.
    /// </summary>
    public double Temperature { get; init => field = Requires.Scale(value); } = 0.07;

    /// <summary>Gets the device, as <see cref="TrainingOptions.Device"/>. The default, null, is the context's choice.</summary>
    public string? Device { get; init; }
}

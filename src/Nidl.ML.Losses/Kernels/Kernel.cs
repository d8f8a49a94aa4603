namespace Nidl.ML.Losses;

/// <summary>Names the kernels K(x) of a distance x >= 0; none is scaled to integrate to one.</summary>
public enum Kernel
{
    /// <summary>exp(-x^2 / 2), infinite support.</summary>
    Gaussian,

    /// <summary>1 - x^2 for x below 1, else 0.</summary>
    Epanechnikov,

    /// <summary>exp(-x), infinite support.</summary>
    Exponential,

    /// <summary>1 - x for x below 1, else 0.</summary>
    Linear,

    /// <summary>cos(pi x / 2) for x below 1, else 0.</summary>
    Cosine,
}

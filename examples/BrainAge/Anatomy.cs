namespace BrainAge;

/// <summary>
/// What lies at a place of a head: the same for all subjects, who differ by how their places are moved and by their ages.
/// </summary>
public abstract class Anatomy
{
    /// <summary>What the anatomy is, for headings.</summary>
    public abstract string Name { get; }

    /// <summary>Looks at a place; the head reaches from -1 to 1 along x (to the right), y (to the front) and z (upward).</summary>
    public abstract Place At(double x, double y, double z);

    /// <summary>A place.</summary>
    /// <param name="Depth">How far below the surface of the brain, in half heads; negative outside.</param>
    /// <param name="VentricleDistance">How far outside of the ventricles, in half heads; negative inside.</param>
    /// <param name="Gray">The share of gray matter in the depth of the brain, 0 to 1.</param>
    /// <param name="Region">The region, 0 to 15.</param>
    public readonly record struct Place(double Depth, double VentricleDistance, double Gray, int Region);
}

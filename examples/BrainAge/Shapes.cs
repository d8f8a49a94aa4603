namespace BrainAge;

/// <summary>An anatomy of ellipsoids: a brain with two ventricles and two nuclei of gray matter.</summary>
public sealed class Shapes : Anatomy
{
    private const double BrainX = 0.72, BrainY = 0.86, BrainZ = 0.70;

    /// <inheritdoc/>
    public override string Name => "analytic shapes";

    /// <inheritdoc/>
    public override Place At(double x, double y, double z)
    {
        var depth = -Distance(x, y, z, BrainX, BrainY, BrainZ);
        var side = Math.Abs(x);
        var ventricle = Distance(side - 0.15, y + 0.02, z - 0.1, 0.07, 0.32, 0.14);
        var nucleus = Distance(side - 0.30, y - 0.05, z + 0.02, 0.10, 0.18, 0.12);
        var region = (x > 0 ? 1 : 0) + (y > 0.3 ? 2 : y > -0.3 ? 4 : 0) + (z > 0 ? 8 : 0);
        return new(depth, ventricle, nucleus < 0 ? 1 : 0, region);
    }

    // From the surface of an ellipsoid, about; negative inside.
    private static double Distance(double x, double y, double z, double radiusX, double radiusY, double radiusZ)
    {
        var radius = Math.Sqrt(x * x / (radiusX * radiusX) + y * y / (radiusY * radiusY) + z * z / (radiusZ * radiusZ));
        return (radius - 1) * Math.Cbrt(radiusX * radiusY * radiusZ);
    }
}

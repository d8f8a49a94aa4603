namespace Nidl.ML;

/// <summary>The directions of a volume's axes without their shear: the orthogonal factor of the polar decomposition.</summary>
internal static class NearestRotation
{
    private const int Size = 3;
    private const int MostIterations = 100;
    private const double SmallestVolume = 1e-9;

    /// <summary>Gets whether the axes of a matrix, its columns, span space. Its values must be finite.</summary>
    public static bool SpansSpace(Func<int, int, double> matrix)
    {
        var directions = Directions(matrix);
        return Math.Abs(Determinant(directions, Cofactors(directions))) > SmallestVolume;
    }

    /// <summary>
    /// Finds them by Newton's iteration X &lt;- (X + X^-T) / 2 (Higham 1986), which doubles the number of right digits each time.
    /// </summary>
    public static double[,] Of(VolumeAffine affine)
    {
        var matrix = Directions((row, column) => affine[row, column]);
        for (var iteration = 0; iteration < MostIterations && Improve(matrix) >= 1e-14; iteration++)
        {
        }
        return matrix;
    }

    // Gives the largest change of an entry.
    private static double Improve(double[,] matrix)
    {
        var cofactors = Cofactors(matrix);
        var determinant = Determinant(matrix, cofactors);
        var change = 0.0;
        for (var row = 0; row < Size; row++)
        {
            for (var column = 0; column < Size; column++)
            {
                var next = (matrix[row, column] + cofactors[row, column] / determinant) / 2;
                change = Math.Max(change, Math.Abs(next - matrix[row, column]));
                matrix[row, column] = next;
            }
        }
        return change;
    }

    // The columns, of length 1; NaN where one has none.
    private static double[,] Directions(Func<int, int, double> matrix)
    {
        var directions = new double[Size, Size];
        for (var axis = 0; axis < Size; axis++)
        {
            var length = Math.Sqrt(Enumerable.Range(0, Size).Sum(row => matrix(row, axis) * matrix(row, axis)));
            for (var row = 0; row < Size; row++)
                directions[row, axis] = matrix(row, axis) / length;
        }
        return directions;
    }

    // Divided by the determinant, they are the inverse, transposed.
    private static double[,] Cofactors(double[,] m)
    {
        var cofactors = new double[Size, Size];
        for (var row = 0; row < Size; row++)
        {
            for (var column = 0; column < Size; column++)
            {
                var (r1, r2, c1, c2) = ((row + 1) % Size, (row + 2) % Size, (column + 1) % Size, (column + 2) % Size);
                cofactors[row, column] = m[r1, c1] * m[r2, c2] - m[r1, c2] * m[r2, c1];
            }
        }
        return cofactors;
    }

    private static double Determinant(double[,] m, double[,] cofactors) =>
        m[0, 0] * cofactors[0, 0] + m[0, 1] * cofactors[0, 1] + m[0, 2] * cofactors[0, 2];
}

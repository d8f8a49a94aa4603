using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses;

/// <summary>The root of a covariance and its inverse, (d, d); the inverse of a zero variance is 0, so that variable is ignored.</summary>
internal sealed class BandwidthRoots
{
    private const double SymmetryTolerance = 1e-8;
    private readonly double[,] _root;
    private readonly double[,] _inverse;

    private BandwidthRoots(double[,] root, double[,] inverse) => (_root, _inverse) = (root, inverse);

    public int Width => _root.GetLength(0);

    public double[,] Root => (double[,])_root.Clone();

    public double[,] Inverse => (double[,])_inverse.Clone();

    /// <summary>From the standard deviations of independent variables.</summary>
    public static BandwidthRoots OfDiagonal(double[] deviations)
    {
        var width = deviations.Length;
        var (root, inverse) = (new double[width, width], new double[width, width]);
        for (var k = 0; k < width; k++)
        {
            root[k, k] = deviations[k];
            inverse[k, k] = deviations[k] == 0 ? 0 : 1 / deviations[k];
        }

        return new BandwidthRoots(root, inverse);
    }

    /// <summary>From a square covariance matrix, which is checked.</summary>
    public static BandwidthRoots OfCovariance(double[,] covariance)
    {
        var isDiagonal = RequireSymmetric(covariance);
        if (!isDiagonal) return OfPositiveDefinite(covariance);
        var deviations = Enumerable.Range(0, covariance.GetLength(0)).Select(k =>
            Math.Sqrt(RangeGuard.Variance(covariance[k, k], nameof(covariance), $"Entry ({k}, {k}) of the bandwidth")));
        return OfDiagonal([.. deviations]);
    }

    private static bool RequireSymmetric(double[,] covariance)
    {
        var isDiagonal = true;
        for (var i = 0; i < covariance.GetLength(0); i++)
        {
            for (var j = 0; j <= i; j++)
            {
                RequireEqual(covariance, i, j);
                isDiagonal &= i == j || (covariance[i, j] == 0 && covariance[j, i] == 0);
            }
        }

        return isDiagonal;
    }

    private static void RequireEqual(double[,] covariance, int i, int j)
    {
        var (lower, upper) = (covariance[i, j], covariance[j, i]);
        var given = FormattableString.Invariant($"but entry ({j}, {i}) was {upper} and entry ({i}, {j}) was {lower}.");
        if (!double.IsFinite(lower) || !double.IsFinite(upper))
            throw new ArgumentException($"The bandwidth matrix must be finite, {given}", nameof(covariance));
        if (Math.Abs(lower - upper) > SymmetryTolerance * Math.Max(Math.Abs(lower), Math.Abs(upper)))
            throw new ArgumentException($"The bandwidth matrix must be symmetric, {given}", nameof(covariance));
    }

    private static BandwidthRoots OfPositiveDefinite(double[,] covariance)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var (eigenvalues, vectors) = linalg.eigh(tensor(covariance, dtype: ScalarType.Float64, device: CPU)); // (d), (d, d)
        RequirePositive(eigenvalues.data<double>().ToArray(), covariance.GetLength(0));
        var roots = eigenvalues.sqrt();
        return new BandwidthRoots(
            Matrix((vectors * roots).mm(vectors.t())),
            Matrix((vectors / roots).mm(vectors.t())));
    }

    private static void RequirePositive(double[] ascending, int width)
    {
        var rounding = width * Math.BitIncrement(1.0) - width; // eigenvalues are exact up to this part of the largest
        if (ascending[0] > ascending[^1] * rounding)
        {
            RangeGuard.Variance(ascending[0], "covariance", "The smallest eigenvalue of the bandwidth matrix");
            return;
        }

        var given = FormattableString.Invariant($"but its smallest eigenvalue was {ascending[0]}.");
        throw new ArgumentException($"The bandwidth matrix must be positive definite, {given}", "covariance");
    }

    private static double[,] Matrix(Tensor matrix)
    {
        var values = matrix.contiguous().data<double>().ToArray();
        var result = new double[matrix.shape[0], matrix.shape[1]];
        Buffer.BlockCopy(values, 0, result, 0, values.Length * sizeof(double));
        return result;
    }
}

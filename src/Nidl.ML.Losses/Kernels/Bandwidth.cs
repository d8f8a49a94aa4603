using static TorchSharp.torch;

namespace Nidl.ML.Losses;

/// <summary>Gives the covariance H by which a kernel scales differences of labels: K(H^(-1/2) (y_i - y_j)).</summary>
/// <remarks>
/// A closed set: a number (the same variance for every variable), a vector (one variance each), a symmetric positive definite
/// matrix, or a rule that is fitted on data (<see cref="Scott"/>, <see cref="Silverman"/>). The values are variances, sigma squared, for
/// every kernel.
/// A variance of 0 in a number, a vector or a diagonal matrix means: ignore this variable. Two bandwidths of the same form and values are
/// equal.
/// </remarks>
public abstract class Bandwidth
{
    private protected Bandwidth()
    {
    }

    /// <summary>Gets Scott's rule, H = diag(variances) f^2 with f = n^(-1/(d+4)) for n rows of d variables.</summary>
    public static Bandwidth Scott { get; } = new RuleOfThumbBandwidth("Scott", (n, d) => Math.Pow(n, -1.0 / (d + 4)));

    /// <summary>Gets Silverman's rule, H = diag(variances) f^2 with f = (n (d+2) / 4)^(-1/(d+4)) for n rows of d variables.</summary>
    public static Bandwidth Silverman { get; } =
        new RuleOfThumbBandwidth("Silverman", (n, d) => Math.Pow(n * (d + 2) / 4.0, -1.0 / (d + 4)));

    /// <summary>Gets whether the bandwidth is known only after a fit on data.</summary>
    public abstract bool IsRule { get; }

    /// <summary>Creates a bandwidth with the same variance for every variable.</summary>
    /// <param name="variance">Sigma squared; 0, or finite and at least 1e-40.</param>
    /// <returns>The bandwidth.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The variance is outside its range.</exception>
    public static Bandwidth FromScalar(double variance) => new ScalarBandwidth(variance);

    /// <summary>Creates a bandwidth with one variance for each variable.</summary>
    /// <param name="variances">Sigma squared of each variable; 0, or finite and at least 1e-40. Copied.</param>
    /// <returns>The bandwidth.</returns>
    /// <exception cref="ArgumentException">The vector is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A variance is outside its range.</exception>
    public static Bandwidth FromVector(double[] variances) => MatrixBandwidth.Diagonal(variances);

    /// <summary>Creates a bandwidth from a covariance matrix.</summary>
    /// <param name="covariance">A symmetric positive definite matrix (covariances may be negative) with eigenvalues of at least 1e-40, or a
    /// diagonal one whose entries are 0 or at least 1e-40. Copied.</param>
    /// <returns>The bandwidth.</returns>
    /// <exception cref="ArgumentException">The matrix is empty, not square, not finite, not symmetric or not positive definite, or an
    /// entry of its diagonal or an eigenvalue is outside its range.</exception>
    public static Bandwidth FromMatrix(double[,] covariance) => MatrixBandwidth.Full(covariance);

    /// <summary>Converts a variance, see <see cref="FromScalar"/>.</summary>
    /// <param name="variance">Sigma squared.</param>
    public static implicit operator Bandwidth(double variance) => FromScalar(variance);

    /// <summary>Converts the variances of the variables, see <see cref="FromVector"/>.</summary>
    /// <param name="variances">Sigma squared of each variable.</param>
    public static implicit operator Bandwidth(double[] variances) => FromVector(variances);

    /// <summary>Converts a covariance matrix, see <see cref="FromMatrix"/>.</summary>
    /// <param name="covariance">The covariance matrix.</param>
    public static implicit operator Bandwidth(double[,] covariance) => FromMatrix(covariance);

    /// <inheritdoc/>
    // The text has every digit, and tells the forms apart.
    public sealed override bool Equals(object? obj) => obj is Bandwidth other && other.ToString() == ToString();

    /// <inheritdoc/>
    public sealed override int GetHashCode() => ToString()!.GetHashCode(StringComparison.Ordinal);

    /// <summary>The roots of H for labels of the given width, without looking at data.</summary>
    internal abstract BandwidthRoots ForWidth(int width);

    /// <summary>The roots of H fitted on labels (n, d).</summary>
    internal virtual BandwidthRoots Fit(Tensor labels) => ForWidth((int)labels.shape[1]);
}

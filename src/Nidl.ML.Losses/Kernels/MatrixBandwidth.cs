using System.Globalization;

namespace Nidl.ML.Losses;

/// <summary>A covariance of fixed size: one variance for each variable, or a symmetric positive definite matrix.</summary>
internal sealed class MatrixBandwidth : Bandwidth
{
    private readonly BandwidthRoots _roots;
    private readonly string _text;

    private MatrixBandwidth(BandwidthRoots roots, string text) => (_roots, _text) = (roots, text);

    public override bool IsRule => false;

    public static MatrixBandwidth Diagonal(double[] variances)
    {
        ArgumentNullException.ThrowIfNull(variances);
        if (variances.Length == 0)
            throw new ArgumentException("The bandwidth must hold at least 1 variance, but was empty.", nameof(variances));
        var roots = variances.Select((variance, k) =>
            Math.Sqrt(RangeGuard.Variance(variance, nameof(variances), $"Entry {k} of the bandwidth")));
        return new MatrixBandwidth(BandwidthRoots.OfDiagonal([.. roots]), $"[{Row(variances)}]");
    }

    public static MatrixBandwidth Full(double[,] covariance)
    {
        ArgumentNullException.ThrowIfNull(covariance);
        RequireSquare(covariance);
        var rows = Enumerable.Range(0, covariance.GetLength(0)).Select(i =>
            $"[{Row(Enumerable.Range(0, covariance.GetLength(1)).Select(j => covariance[i, j]))}]");
        return new MatrixBandwidth(BandwidthRoots.OfCovariance(covariance), $"[{string.Join(", ", rows)}]");
    }

    public override string ToString() => _text;

    internal override BandwidthRoots ForWidth(int width) => width == _roots.Width
        ? _roots
        : throw new ArgumentException(
            $"The bandwidth is for {_roots.Width} label variables, but labels (batch, variables) had {width}.", "labels");

    private static void RequireSquare(double[,] covariance)
    {
        var (rows, columns) = (covariance.GetLength(0), covariance.GetLength(1));
        if (rows == 0 || rows != columns)
            throw new ArgumentException(
                $"The bandwidth matrix must be square (variables, variables), but was ({rows}, {columns}).", nameof(covariance));
    }

    private static string Row(IEnumerable<double> values) =>
        string.Join(", ", values.Select(value => value.ToString(CultureInfo.InvariantCulture)));
}

using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Rows projected on the two directions in which they vary most.</summary>
/// <param name="Points">The two coordinates of each row.</param>
/// <param name="Shares">The share of the whole variance along each direction; 0 if nothing varies.</param>
internal sealed record PrincipalComponents((double X, double Y)[] Points, (double X, double Y) Shares)
{
    /// <summary>Finds them by the eigenvectors of the covariance; each direction is turned so that its largest entry is positive.</summary>
    /// <param name="rows">The rows, (N, D), on the CPU.</param>
    public static PrincipalComponents Of(Tensor rows)
    {
        using var scope = NewDisposeScope();
        var centered = Standardization.Of(rows).Center(rows.to_type(ScalarType.Float64)); // (N, D)
        var (variances, directions) = linalg.eigh(centered.t().mm(centered)); // (D), (D, D), ascending
        var total = variances.sum().ToDouble();
        var (x, shareX) = Project(centered, variances, directions, 1, total);
        var (y, shareY) = Project(centered, variances, directions, 2, total);
        return new([.. x.Zip(y)], (shareX, shareY));
    }

    private static (double[] Coordinates, double Share) Project(
        Tensor centered, Tensor variances, Tensor directions, long rank, double total)
    {
        var dimension = directions.shape[0];
        if (rank > dimension || !(total > 0))
            return (new double[centered.shape[0]], 0);
        var direction = directions.narrow(1, dimension - rank, 1); // (D, 1)
        var largest = direction.gather(0, direction.abs().argmax(0, keepdim: true)).ToDouble();
        var coordinates = centered.mm(direction).flatten() * (largest < 0 ? -1 : 1); // (N)
        return (coordinates.data<double>().ToArray(), Math.Max(0, variances[dimension - rank].ToDouble()) / total);
    }
}

using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Linear regression in closed form, in double precision: the weights w that make <c>|y - X w|^2 + penalty |w|^2</c> smallest, from the
/// singular values of X. Rows and labels are centered, so that the intercept, the labels' mean, is not penalized.
/// </summary>
internal sealed class RidgeRegression
{
    private const double SmallestPenalty = 1e-10;
    private const int PenaltiesADecade = 2;
    private const int Decades = 12;

    // Beyond this share two criteria differ by more than their rounding.
    private const double Rounding = 1e-9;

    private readonly Tensor _directions;
    private readonly double[] _strengths;
    private readonly double[] _projections;
    private readonly double _rest;
    private readonly long _freedom;

    /// <summary>Takes the rows apart; holds tensors of the caller's dispose scope.</summary>
    /// <param name="rows">The centered rows, (N, D), of Float64; fewer than D may do.</param>
    /// <param name="labels">The centered labels, (N), of Float64.</param>
    public RidgeRegression(Tensor rows, Tensor labels)
    {
        var dimension = rows.shape[1];
        // A rotation of the rows leaves lengths and products as they are; this one leaves at most D + 1 rows.
        var (_, rotated) = linalg.qr(torch.cat([rows, labels.unsqueeze(1)], 1), linalg.QRMode.R); // (min(N, D + 1), D + 1)
        var target = rotated.narrow(1, dimension, 1);
        var (left, strengths, right) = linalg.svd(rotated.narrow(1, 0, dimension), fullMatrices: false);
        var all = strengths.data<double>().ToArray(); // descending
        // Features are Single: what is weaker is their rounding.
        _strengths = [.. all.Where(strength => strength > all[0] * torch.finfo(ScalarType.Float32).eps)];
        left = left.narrow(1, 0, _strengths.Length);
        _directions = right.narrow(0, 0, _strengths.Length).t(); // (D, rank)
        var projections = left.t().mm(target); // (rank, 1)
        _projections = projections.flatten().data<double>().ToArray();
        _rest = (target - left.mm(projections)).square().sum().ToDouble();
        _freedom = rows.shape[0] - 1 - _strengths.Length;
    }

    /// <summary>
    /// Gets the penalties that cross-validation tries, ascending: 1e-10 to 100 times the largest squared singular value, two a decade.
    /// </summary>
    public IEnumerable<double> Penalties => _strengths.Length == 0 ? [] : Enumerable.Range(0, Decades * PenaltiesADecade + 1)
        .Select(i => _strengths[0] * _strengths[0] * SmallestPenalty * Math.Pow(10, (double)i / PenaltiesADecade));

    /// <summary>Gets the weights, (D), of a penalty.</summary>
    public Tensor Weights(double penalty)
    {
        double[] shares = [.. _strengths.Zip(_projections, (s, projection) => s * projection / (s * s + penalty))];
        return _directions.mm(torch.tensor(shares, [shares.Length, 1], ScalarType.Float64)).flatten();
    }

    /// <summary>
    /// Gets the error of generalized cross-validation (Golub, Heath and Wahba 1979) of a positive penalty:
    /// <c>N |y - X w|^2 / (N - 1 - sum_k s_k^2 / (s_k^2 + penalty))^2</c> but for the factor N, where 1 stands for the intercept.
    /// </summary>
    public double CrossValidate(double penalty)
    {
        var (residual, freedom) = (_rest, (double)_freedom);
        for (var k = 0; k < _strengths.Length; k++)
        {
            var left = penalty / (_strengths[k] * _strengths[k] + penalty);
            residual += left * left * _projections[k] * _projections[k];
            freedom += left;
        }
        return residual / (freedom * freedom);
    }

    /// <summary>Gets the penalty of the smallest cross-validated error; of equals the weakest; 0 if no feature varies.</summary>
    public double FindPenalty()
    {
        var (best, smallest) = (0.0, double.PositiveInfinity);
        foreach (var penalty in Penalties)
        {
            var error = CrossValidate(penalty);
            if (error < smallest * (1 - Rounding))
                (best, smallest) = (penalty, error);
        }
        return best;
    }
}

using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses;

/// <summary>All cosine similarities among the rows of two views, divided by the temperature: one matrix product.</summary>
internal static class CosineSimilarityMatrix
{
    /// <summary>A row shorter than this has no direction and is left as it is: similarity 0, gradient finite.</summary>
    private const double SmallestNorm = 1e-12;

    /// <summary>
    /// Stacks both views and scales each row to length 1/sqrt(temperature), so that products of rows are cosines over the temperature.
    /// Scaling the 2N rows is cheaper than scaling the (2N)^2 products.
    /// </summary>
    public static Tensor ScaledRows(Tensor z1, Tensor z2, double temperature)
    {
        var z = cat([WorkingPrecision.Raise(z1), WorkingPrecision.Raise(z2)]); // (2N, D)
        var length = linalg.vector_norm(z, 2, [1], keepdim: true); // (2N, 1)
        return z / (length.masked_fill(length.le(SmallestNorm), 1) * Math.Sqrt(temperature)); // (2N, D)
    }

    /// <summary>Computes the products of all pairs of rows.</summary>
    public static Tensor Of(Tensor rows) => rows.mm(rows.t()); // (2N, 2N)

    /// <summary>Computes the similarity of each row of view 1 to its own row in view 2.</summary>
    public static Tensor OfPairs(Tensor rows)
    {
        var pairs = rows.shape[0] / 2;
        return (rows.narrow(0, 0, pairs) * rows.narrow(0, pairs, pairs)).sum(1); // (N)
    }
}

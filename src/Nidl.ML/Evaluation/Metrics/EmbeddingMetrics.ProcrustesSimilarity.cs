using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

public static partial class EmbeddingMetrics
{
    /// <summary>
    /// Computes how alike two embeddings of the same rows are up to rotation and scale: <c>|Xc' Yc|_* / (|Xc|_F |Yc|_F)</c> with centered
    /// columns and the nuclear norm. In [0, 1]; 0 if one of them is constant.
    /// </summary>
    /// <param name="x">The first embeddings, (N, D1).</param>
    /// <param name="y">The second embeddings, (N, D2).</param>
    /// <exception cref="ArgumentException">They are not matrices of equally many rows, or a value is not finite.</exception>
    public static double ProcrustesSimilarity(Tensor x, Tensor y)
    {
        CheckMatrix(x, nameof(x));
        CheckMatrix(y, nameof(y));
        if (x.shape[0] != y.shape[0])
            throw new ArgumentException(
                $"x and y must have equally many rows, but x has shape {Describe(x)} and y {Describe(y)}.", nameof(y));
        using var scope = NewDisposeScope();
        using var noGradient = torch.no_grad();
        var (first, second) = (Centered(x), Centered(y));
        var scale = Math.Sqrt(first.pow(2).sum().ToDouble()) * Math.Sqrt(second.pow(2).sum().ToDouble());
        return scale == 0 ? 0 : Math.Clamp(torch.linalg.svdvals(first.t().mm(second)).sum().ToDouble() / scale, 0, 1);
    }

    /// <summary>Computes the Procrustes similarity of two columns of embeddings.</summary>
    /// <param name="view">The rows.</param>
    /// <param name="column1">The column of the first embeddings.</param>
    /// <param name="column2">The column of the second embeddings.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or no vector of Single of known size.</exception>
    /// <exception cref="InvalidOperationException">A value is not finite.</exception>
    public static double ProcrustesSimilarity(IDataView view, string column1, string column2) =>
        OverColumns(view, [column1, column2], z => ProcrustesSimilarity(z[0], z[1]));

    private static Tensor Centered(Tensor z) => Standardization.Of(z.detach()).Center(Rows(z, normalize: false));
}

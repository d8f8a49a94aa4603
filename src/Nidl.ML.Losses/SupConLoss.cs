using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses;

/// <summary>Computes the supervised contrastive loss: all views of all rows of a class attract each other.</summary>
/// <remarks>
/// <para>With Z the 2N stacked rows of both views, s(i,j) = cos(Z_i, Z_j) / temperature and P(i) all rows of i's class but i itself:</para>
/// <code>loss = -temperature / baseTemperature 1/(2N) sum_i 1/|P(i)| sum_{p in P(i)} [ s(i,p) - log sum_{j != i} exp s(i,j) ]</code>
/// <para>Shapes: z1 and z2 are (N, D), labels are (N), the result is a scalar, the mean over the 2N anchors, in the type of z1. At least 2
/// pairs. Memory is O(N^2). Half-precision inputs are computed in single precision. A label of NaN belongs to no class: only the row's own
/// other view is a positive for it. If no two rows share a class and the temperatures are equal, the loss is InfoNCE.</para>
/// <para>A zero row has similarity 0 to every row and a finite gradient. NaN in z1 or z2 gives NaN.</para>
/// <para>Paper: Khosla et al. 2020, Supervised Contrastive Learning, arXiv:2004.11362, equation 2 ("out"), with the factor of the authors'
/// code.</para>
/// </remarks>
public sealed class SupConLoss : nn.Module<Tensor, Tensor, Tensor, Tensor>
{
    /// <summary>Creates the loss.</summary>
    /// <param name="temperature">Divides the cosine similarities; from 1e-20 to 1e20, 0.07 by default as in the authors' code.</param>
    /// <param name="baseTemperature">
    /// Divides the loss, which <paramref name="temperature"/> multiplies; from 1e-20 to 1e20, 0.07 by default.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A temperature is outside its range.</exception>
    /// <exception cref="DllNotFoundException">The native library is missing or cannot be loaded; the message says what to do.</exception>
    public SupConLoss(double temperature = 0.07, double baseTemperature = 0.07) : base(Libtorch.LoadFor(nameof(SupConLoss)))
    {
        Temperature = RangeGuard.Scale(temperature, nameof(temperature), "The temperature");
        BaseTemperature = RangeGuard.Scale(baseTemperature, nameof(baseTemperature), "The base temperature");
    }

    /// <summary>Gets the number that divides the cosine similarities.</summary>
    public double Temperature { get; }

    /// <summary>Gets the number that divides the loss.</summary>
    public double BaseTemperature { get; }

    /// <summary>Computes the loss of N pairs.</summary>
    /// <param name="z1">Embeddings of the first view, (N, D).</param>
    /// <param name="z2">Embeddings of the second view, (N, D); row i is a positive of row i of <paramref name="z1"/>.</param>
    /// <param name="labels">The class of each row, (N), of any real type; equal numbers are one class.</param>
    /// <returns>A scalar with its graph.</returns>
    /// <exception cref="ArgumentException">z1 and z2 are not two floating-point matrices of one shape, type and device, or hold fewer than
    /// 2 pairs; or the labels are not one for each.</exception>
    public override Tensor forward(Tensor z1, Tensor z2, Tensor labels)
    {
        ShapeGuard.RequirePairs(z1, z2);
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.dim() != 1 || labels.shape[0] != z1.shape[0])
            throw new ArgumentException(
                $"labels must have shape ({z1.shape[0]}), one for each pair, but was {ShapeGuard.Shape(labels)}.", nameof(labels));
        using var scope = NewDisposeScope();
        var similarity = CosineSimilarityMatrix.Of(CosineSimilarityMatrix.ScaledRows(z1, z2, Temperature)); // (2N, 2N)
        DiagonalMask.Fill(similarity, double.NegativeInfinity);
        var positives = Positives(labels); // (2N, 2N)
        var logits = nn.functional.log_softmax(similarity, 1).masked_fill(positives.logical_not(), 0); // (2N, 2N)
        var loss = -(logits.sum(1) / positives.sum(1)).mean();
        return (loss * (Temperature / BaseTemperature)).to(z1.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"SupConLoss(temperature={Temperature}, baseTemperature={BaseTemperature})");

    /// <summary>Marks for each of the 2N rows the others of its class; its other view always, since NaN equals nothing.</summary>
    private static Tensor Positives(Tensor labels)
    {
        var classes = cat([labels, labels]); // (2N)
        var row = arange(classes.shape[0], device: labels.device); // (2N)
        var isOtherView = row.roll(labels.shape[0], 0).unsqueeze(1).eq(row); // (2N, 2N)
        return classes.unsqueeze(1).eq(classes).logical_or(isOtherView).logical_and(row.unsqueeze(1).ne(row));
    }
}

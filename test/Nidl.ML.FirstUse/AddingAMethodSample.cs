using Microsoft.ML;
using Nidl.ML;
using TorchSharp;
using static TorchSharp.torch;

// In this project, which sees the public members alone.
namespace AlignmentAndUniformity;

#region docs/adding-a-method.md
/// <summary>The options of alignment and uniformity (Wang and Isola 2020, arXiv:2005.10242).</summary>
public sealed record AlignUniformOptions : TrainingOptions
{
    /// <summary>Gets the weight of the uniformity beside the alignment. The default is 1.</summary>
    public double UniformityWeight { get; init; } = 1;
}

/// <summary>Trains an encoder whose views of a row are close to each other, and whose rows spread over the sphere.</summary>
public sealed class AlignUniformEstimator(MLContext context, string outputColumnName, string? inputColumnName, AlignUniformOptions options)
    : SelfSupervisedEstimator<AlignUniformOptions>(context, outputColumnName, inputColumnName, options)
{
    protected override Objective CreateObjective() => new AlignUniformObjective(Options);
}

/// <summary>Adds the method to <c>mlContext.SelfSupervised</c>.</summary>
public static class AlignUniformCatalog
{
    public static AlignUniformEstimator AlignUniform(
        this SelfSupervisedCatalog catalog, string outputColumnName, string? inputColumnName, AlignUniformOptions options) =>
        new(catalog.Context, outputColumnName, inputColumnName, options);
}

/// <summary>Alignment and uniformity over a two-layer projection head.</summary>
public sealed class AlignUniformObjective(AlignUniformOptions options) : Objective
{
    public override string Method => "Alignment and uniformity";

    public override ProjectionHead ProjectionHead { get; } = new() { HiddenDimensions = [512], OutputDimension = 64 };

    public override Tensor Loss(BatchContext context)
    {
        using var scope = NewDisposeScope(); // frees what the formula makes on its way
        var (z1, z2) = (nn.functional.normalize(context.Z1), nn.functional.normalize(context.Z2)); // (N, D), rows of length 1
        var alignment = (z1 - z2).square().sum(1).mean();
        var uniformity = (Uniformity(z1) + Uniformity(z2)) / 2;
        return (alignment + uniformity * options.UniformityWeight).MoveToOuterDisposeScope();
    }

    // The logarithm of the mean of exp(-2 |a - b|^2) over the pairs of rows; on the sphere, |a - b|^2 = 2 - 2 cos(a, b).
    private static Tensor Uniformity(Tensor z)
    {
        var isPair = eye(z.shape[0], dtype: ScalarType.Bool, device: z.device).logical_not(); // (N, N)
        var cosines = z.mm(z.t()).masked_select(isPair); // (N (N - 1))
        return (cosines * 4 - 4).logsumexp(0) - Math.Log(cosines.shape[0]);
    }
}
#endregion

using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Maps the colors c of each image to <c>M c + b</c>. Brightness, contrast and saturation are such maps, so all three together are one
/// product.
/// </summary>
internal sealed record ColorMap
{
    private readonly Tensor _gray; // (1, 1, C)
    private readonly Tensor _mean; // (N, C, 1)

    private ColorMap(Tensor matrix, Tensor offset, Tensor gray, Tensor mean) =>
        (Matrix, Offset, _gray, _mean) = (matrix, offset, gray, mean);

    // (N, C, C)
    private Tensor Matrix { get; init; }

    // (N, C, 1)
    private Tensor Offset { get; init; }

    /// <summary>Creates the map that changes nothing of images, (N, C, H, W).</summary>
    public static ColorMap IdentityOf(Tensor images)
    {
        var mean = images.mean([2, 3]).unsqueeze(2);
        var gray = GrayValue.WeightsOf(images).view(1, 1, -1);
        var matrix = eye(mean.shape[1], mean.shape[1], images.dtype, images.device).expand(mean.shape[0], -1, -1);
        return new(matrix, zeros_like(mean), gray, mean);
    }

    /// <summary>Multiplies all values by a factor, (N, 1, 1).</summary>
    public ColorMap Brighten(Tensor factor) => this with { Matrix = Matrix.mul(factor), Offset = Offset.mul(factor) };

    /// <summary>Moves all values away from the mean of the image's gray values by a factor, (N, 1, 1).</summary>
    public ColorMap Contrast(Tensor factor)
    {
        var mean = matmul(_gray, matmul(Matrix, _mean).add_(Offset)); // (N, 1, 1)
        return this with { Matrix = Matrix.mul(factor), Offset = Offset.mul(factor).add_(mean.mul_(factor.neg().add_(1))) };
    }

    /// <summary>Moves the values of each pixel away from its gray value by a factor, (N, 1, 1).</summary>
    public ColorMap Saturate(Tensor factor) => this with { Matrix = Saturated(Matrix, factor), Offset = Saturated(Offset, factor) };

    /// <summary>Maps images, (N, C, H, W).</summary>
    public Tensor Apply(Tensor images) => bmm(Matrix, images.flatten(2)).add_(Offset).view_as(images);

    private Tensor Saturated(Tensor columns, Tensor factor) => lerp(columns, matmul(_gray, columns), factor.neg().add_(1));
}

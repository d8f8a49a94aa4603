using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Takes the values of each sample from other places: turned, scaled, moved or warped, by linear interpolation.</summary>
internal static class SamplingGrid
{
    /// <summary>
    /// Gets the matrices that turn in the plane of two axes: positive angles turn the later axis towards the earlier one.
    /// </summary>
    /// <param name="radians">One angle a sample: (N).</param>
    /// <param name="axes">The number of spatial axes.</param>
    /// <param name="first">The plane's earlier axis, counted from 0.</param>
    /// <param name="second">The plane's later axis.</param>
    /// <returns>The matrices that give the source of each place, Double, (N, axes, axes).</returns>
    public static Tensor Turn(Tensor radians, int axes, int first, int second)
    {
        var angle = radians.to_type(ScalarType.Float64);
        var (sine, cosine) = (angle.sin(), angle.cos());
        var matrix = eye(axes, axes, ScalarType.Float64, angle.device).repeat(angle.shape[0], 1, 1);
        matrix[TensorIndex.Colon, first, first] = cosine;
        matrix[TensorIndex.Colon, first, second] = sine;
        matrix[TensorIndex.Colon, second, first] = sine.neg();
        matrix[TensorIndex.Colon, second, second] = cosine;
        return matrix;
    }

    /// <summary>Gets the places that linear maps about the center name, in the coordinates of <see cref="Sample"/>.</summary>
    /// <param name="batch">The samples, (N, C, axes...).</param>
    /// <param name="matrix">
    /// The source of each place, both measured from the center: Double, (N, axes, axes), or (1, axes, axes) for all.
    /// </param>
    /// <param name="translation">What is added to the source, in pixels or voxels: Double, (N, axes). Null: nothing.</param>
    /// <returns>The places, (N, axes..., axes), or (1, axes..., axes).</returns>
    public static Tensor Linear(Tensor batch, Tensor matrix, Tensor? translation = null)
    {
        long[] sizes = batch.shape[2..];
        var last = sizes.Length - 1;
        var toCoordinates = Coordinates(sizes, batch.device);
        var columns = toCoordinates.matmul(matrix); // (N, axes, axes)
        var row = Term(last);
        if (translation is not null)
            row = row.add(translation.matmul(toCoordinates.t()).unsqueeze(1));
        var sum = Runs(row).view(-1, 1, sizes[last] * sizes.Length); // (N, 1, last axis and coordinates)
        for (var axis = last - 1; axis >= 0; axis--)
            sum = Runs(Term(axis).repeat(1, 1, sizes[last])).unsqueeze(2).add(sum.unsqueeze(1)).flatten(1, 2);
        return sum.view([-1, .. sizes, sizes.Length]);

        // What one axis adds to the coordinates of its places: (N, size, axes).
        Tensor Term(int axis) => FromCenter(sizes[axis], batch.device).unsqueeze(1).mul(columns.select(2, axis).unsqueeze(1));

        Tensor Runs(Tensor term) => term.to_type(batch.dtype);
    }

    /// <summary>
    /// Gets the matrix that turns places measured from the center into coordinates: the last axis first, -1 and 1 at the borders.
    /// </summary>
    /// <returns>The matrix, Double, (axes, axes).</returns>
    public static Tensor Coordinates(ReadOnlySpan<long> sizes, Device device)
    {
        var perAxis = new double[sizes.Length];
        for (var axis = 0; axis < sizes.Length; axis++)
            perAxis[axis] = 2.0 / sizes[axis];
        return diag(tensor(perAxis)).flip(0).to(device);
    }

    /// <summary>Interpolates samples linearly at places; what lies outside has a value of its own.</summary>
    /// <param name="batch">The samples, (N, C, axes...).</param>
    /// <param name="places">Where each value comes from, (N, axes..., axes).</param>
    /// <param name="fillValue">The value outside.</param>
    public static Tensor Sample(Tensor batch, Tensor places, double fillValue)
    {
        // grid_sample fills with 0 only.
        var shifted = fillValue == 0 ? batch : batch.sub(fillValue);
        var sampled = nn.functional.grid_sample(
            shifted, places, GridSampleMode.Bilinear, GridSamplePaddingMode.Zeros, align_corners: false);
        return fillValue == 0 ? sampled : sampled.add_(fillValue);
    }

    private static Tensor FromCenter(long size, Device device) => arange(size, ScalarType.Float64, device).sub_((size - 1) / 2.0);
}

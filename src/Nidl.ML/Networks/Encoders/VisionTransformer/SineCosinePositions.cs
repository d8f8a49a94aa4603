using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Tells the places of a grid by sines and cosines, as nidl does for cubes: the coordinate along each axis, times the frequencies
/// 10000^(-k / K), first the K sines, then the K cosines; the three axes follow each other, and what is beyond the wanted length is cut
/// off.
/// </summary>
internal static class SineCosinePositions
{
    private const double Base = 10_000;
    private const int BlocksPerGrid = 6; // a sine and a cosine for each of three axes

    /// <summary>Gets the vectors of all places, (places, E), the last axis fastest.</summary>
    /// <param name="grid">The number of places along each of the three axes.</param>
    /// <param name="tokens">What they are added to, (N, places, E); they have its type and device.</param>
    public static Tensor Of(long[] grid, Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var dimension = tokens.shape[2];
        var count = (dimension + BlocksPerGrid - 1) / BlocksPerGrid;
        // Half precision does not hold the coordinates.
        var type = tokens.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        var frequencies = arange(count, type, tokens.device).mul(-Math.Log(Base) / count).exp();
        var axes = meshgrid(grid.Select(side => arange(side, type, tokens.device)));
        var blocks = axes.Select(axis => axis.flatten().outer(frequencies)).SelectMany(angles => new[] { angles.sin(), angles.cos() });
        return cat([.. blocks], 1).narrow(1, 0, dimension).to_type(tokens.dtype).MoveToOuterDisposeScope();
    }
}

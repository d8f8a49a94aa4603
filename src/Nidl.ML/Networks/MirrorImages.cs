using System.Numerics;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// The mirror images of rows along axes, which are encoded beside the rows: the embedding of a row is the mean over all of them, so a row
/// and its mirror images have the same.
/// </summary>
internal sealed class MirrorImages
{
    private readonly InputShape _shape;
    private readonly int _kinds;
    private readonly int[] _dimensions;

    /// <param name="axes">The axes, of the pixels or voxels; <see cref="SpatialAxes.None"/> for the rows alone.</param>
    /// <param name="shape">The shape of one row, which has such axes.</param>
    public MirrorImages(SpatialAxes axes, InputShape shape)
    {
        (_shape, _kinds) = (shape, CountKinds(axes));
        // Of (N, channels, depth, height, width), without the depth for images.
        SpatialAxes[] inOrder = [SpatialAxes.Depth, SpatialAxes.Height, SpatialAxes.Width];
        _dimensions = [.. inOrder.Select((axis, place) => (axis, Dimension: shape.Rank - 2 + place))
            .Where(pair => axes.HasFlag(pair.axis)).Select(pair => pair.Dimension)];
    }

    /// <summary>Counts the kinds of rows: themselves, and their mirror images along each subset of the axes.</summary>
    public static int CountKinds(SpatialAxes axes) => 1 << BitOperations.PopCount((uint)axes);

    /// <summary>Adds to rows their mirror images, all of one kind after the other: (N, ...) to (kinds N, ...).</summary>
    public Tensor Add(Tensor rows) => _dimensions.Aggregate(rows, (all, dimension) => cat([all, all.flip(dimension)]));

    /// <summary>Averages over the kinds: (kinds N, D) to (N, D).</summary>
    public Tensor Average(Tensor embeddings) =>
        _kinds == 1 ? embeddings : embeddings.reshape(_kinds, -1, embeddings.shape[1]).mean([0]);

    /// <summary>Says in ONNX what <see cref="Add(Tensor)"/> computes.</summary>
    public string Add(OnnxGraph graph, string rows) => _dimensions.Aggregate(rows, (all, dimension) =>
    {
        // Up to version 9 of the operators no slice runs backward.
        var side = (int)_shape[dimension - 1];
        var backward = graph.AddConstant("backward", [.. Enumerable.Range(0, side).Select(i => (long)(side - 1 - i))]);
        var mirrored = graph.AddNode("Gather", [all, backward], ("axis", (long)dimension));
        return graph.AddNode("Concat", [all, mirrored], ("axis", 0L));
    });

    /// <summary>Says in ONNX what <see cref="Average(Tensor)"/> computes.</summary>
    public string Average(OnnxGraph graph, string embeddings, long width)
    {
        if (_kinds == 1)
            return embeddings;
        var kinds = graph.AddNode("Reshape", [embeddings, graph.AddConstant("kinds", _kinds, -1, width)]);
        return graph.AddNode("ReduceMean", [kinds], ("axes", (long[])[0]), ("keepdims", 0L));
    }
}

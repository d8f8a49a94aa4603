using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Brings the pixels of a column into the range of the network: <c>x / Maximum</c>, from which the views are drawn, then
/// <c>(x - Mean) / StandardDeviation</c>, one a channel, of the views. It is saved with the model and acts on what is embedded too.
/// </summary>
/// <remarks>
/// Augmentations see pixels from 0 to 1, for which their defaults are made; the network sees them standardized. Bytes stay bytes in memory
/// until the views are drawn.
/// </remarks>
public sealed record PixelScaling
{
    /// <summary>Gets the value that becomes 1, from 1e-20 to 1e20. The default is 255.</summary>
    public double Maximum { get; init => field = Requires.Scale(value); } = 255;

    /// <summary>Gets the mean to take off, of values from 0 to 1; one a channel or one for all. The default is [0].</summary>
    public IReadOnlyList<double> Mean { get; init => field = Requires.Numbers(value); } = Requires.Numbers([0]);

    /// <summary>
    /// Gets the standard deviation to divide by, of values from 0 to 1; one a channel or one for all, from 1e-20 to 1e20. The default is
    /// [1].
    /// </summary>
    public IReadOnlyList<double> StandardDeviation { get; init => field = AllScales(Requires.Numbers(value)); } = Requires.Numbers([1]);

    /// <summary>
    /// Gets the scaling that networks trained on ImageNet in PyTorch expect: mean [0.485, 0.456, 0.406], deviation [0.229, 0.224, 0.225].
    /// </summary>
    public static PixelScaling ImageNet { get; } = new() { Mean = [0.485, 0.456, 0.406], StandardDeviation = [0.229, 0.224, 0.225] };

    /// <summary>Gets the scaling of what augmentations see.</summary>
    internal PixelScaling WithoutStandardization => new() { Maximum = Maximum };

    /// <summary>Checks that there is a value for each channel of rows of a shape, channels first.</summary>
    /// <exception cref="ArgumentException">There is not.</exception>
    internal void CheckInputShape(InputShape shape)
    {
        CheckChannels(nameof(Mean), Mean, shape);
        CheckChannels(nameof(StandardDeviation), StandardDeviation, shape);
    }

    /// <summary>
    /// Gives what augmentations see of rows, (N, C, ...), of any type: Single, divided by <see cref="Maximum"/>; a tensor of its own.
    /// </summary>
    internal Tensor ToUnit(Tensor rows) => rows.to(ScalarType.Float32).div(Maximum);

    /// <summary>Gives what the network sees of views, (N, C, ...): the views themselves if nothing changes.</summary>
    internal Tensor Standardize(Tensor views)
    {
        if (this == WithoutStandardization)
            return views;
        using var scope = NewDisposeScope();
        return views.sub(PerChannel(Mean, views)).div_(PerChannel(StandardDeviation, views)).MoveToOuterDisposeScope();
    }

    /// <summary>Gives what the network sees of rows as they are.</summary>
    internal Tensor Apply(Tensor rows) => Standardize(ToUnit(rows));

    /// <summary>Adds to an ONNX graph what <see cref="Apply"/> does to rows in single precision, (N, C, ...).</summary>
    /// <param name="graph">The graph. The constants stay in the caller's dispose scope.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="rank">The dimensions of a row.</param>
    internal string AddTo(OnnxGraph graph, string rows, int rank)
    {
        var unit = graph.AddNode("Div", [rows, graph.AddConstant("maximum", tensor((float)Maximum))]);
        if (this == WithoutStandardization)
            return unit;
        var centered = graph.AddNode("Sub", [unit, graph.AddConstant("mean", PerChannel(Mean, rank))]);
        return graph.AddNode("Div", [centered, graph.AddConstant("deviation", PerChannel(StandardDeviation, rank))]);
    }

    private static Tensor PerChannel(IReadOnlyList<double> values, Tensor views) =>
        PerChannel(values, (int)views.dim() - 1).to(views.device);

    private static Tensor PerChannel(IReadOnlyList<double> values, int rank) =>
        tensor(values.ToArray(), ScalarType.Float32).view([1, -1, .. Enumerable.Repeat(1L, rank - 1)]);

    private static void CheckChannels(string option, IReadOnlyList<double> values, InputShape shape)
    {
        if (values.Count != 1 && values.Count != shape[0])
            throw new ArgumentException(
                $"PixelScaling needs one {option} a channel, or one for all, "
                + $"but {values} was given for rows of shape {shape}, channels first.", "PixelScaling");
    }

    private static IReadOnlyList<double> AllScales(IReadOnlyList<double> values)
    {
        foreach (var value in values)
            Requires.Scale(value, nameof(StandardDeviation));
        return values;
    }
}

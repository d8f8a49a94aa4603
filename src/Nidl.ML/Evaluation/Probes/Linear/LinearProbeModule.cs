using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>A linear model of embeddings in double precision: (N, D) to (N, scores), probabilities or the label's number.</summary>
internal sealed class LinearProbeModule : nn.Module<Tensor, Tensor>, IOnnxModule
{
    // Subtracted first: values far from 0 that lie close together lose no digits.
    private const string Center = "center";
    private const string Weight = "weight";
    private const string Bias = "bias";

    private readonly ProbeTask _task;

    /// <summary>Creates a model of zeros on the CPU.</summary>
    public LinearProbeModule(ProbeDescription settings)
        : base(nameof(LinearProbeModule))
    {
        _task = settings.Task;
        var (outputs, dimension) = (OutputsOf(settings), settings.Dimension);
        foreach (var (name, shape) in new (string, long[])[] { (Center, [dimension]), (Weight, [outputs, dimension]), (Bias, [outputs]) })
            register_buffer(name, torch.zeros(shape, ScalarType.Float64, torch.CPU).DetachFromDisposeScope());
    }

    /// <summary>Gets the number of values in the state, by arithmetic alone.</summary>
    public static Int128 CountState(ProbeDescription settings)
    {
        Int128 outputs = OutputsOf(settings);
        return (outputs + 1) * settings.Dimension + outputs;
    }

    /// <summary>Sets the model to <c>weight (x - center) + bias</c>.</summary>
    /// <param name="center">What is subtracted from embeddings, (D).</param>
    /// <param name="weight">The weights, (outputs, D).</param>
    /// <param name="bias">The outputs at the center, (outputs).</param>
    public void Set(Tensor center, Tensor weight, Tensor bias)
    {
        get_buffer(Center)!.copy_(center);
        get_buffer(Weight)!.copy_(weight);
        get_buffer(Bias)!.copy_(bias);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var outputs = (input - get_buffer(Center)!).mm(get_buffer(Weight)!.t()) + get_buffer(Bias)!; // (N, outputs)
        return _task.Scores(outputs).to_type(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    public string AddTo(OnnxLayers layers, string input)
    {
        var graph = layers.Graph;
        var centered = graph.AddNode(
            "Sub", [graph.AddNode("Cast", [input], ("to", (long)OnnxType.Double)), layers.Constant(get_buffer(Center)!)]);
        var products = graph.AddNode("MatMul", [centered, graph.AddConstant(Weight, get_buffer(Weight)!.t())]);
        var outputs = graph.AddNode("Add", [products, layers.Constant(get_buffer(Bias)!)]);
        return graph.AddNode("Cast", [_task.AddScores(graph, outputs)], ("to", (long)OnnxType.Single));
    }

    private static int OutputsOf(ProbeDescription settings) => settings.Task.OutputCount(settings.ClassCount);
}

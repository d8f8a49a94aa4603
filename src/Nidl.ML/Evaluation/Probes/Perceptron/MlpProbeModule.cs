using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>A perceptron over standardized embeddings: (N, D) to (N, outputs), probabilities, or the number in the label's unit.</summary>
internal sealed class MlpProbeModule : nn.Module<Tensor, Tensor>, IOnnxModule
{
    private const string Center = "center";
    private const string Scale = "scale";
    private const string LabelCenter = "label_center";
    private const string LabelScale = "label_scale";

    private readonly ProbeTask _task;
    private readonly nn.Module<Tensor, Tensor> network;

    /// <summary>Creates a network with fresh weights from the process-wide CPU generator, and neutral statistics, on the CPU.</summary>
    public MlpProbeModule(ProbeDescription settings)
        : base(nameof(MlpProbeModule))
    {
        _task = settings.Task;
        network = NetworkOf(settings).CreateModule([settings.Dimension]);
        register_module(nameof(network), network);
        foreach (var (name, value, size) in new[] { (Center, 0.0, settings.Dimension), (Scale, 1, settings.Dimension), (LabelCenter, 0, 1),
            (LabelScale, 1, 1) })
            register_buffer(name, torch.full([size], value, ScalarType.Float32, torch.CPU).DetachFromDisposeScope());
    }

    /// <summary>Gets the number of values in the state, weights and buffers, by arithmetic alone.</summary>
    public static Int128? CountState(ProbeDescription settings) =>
        NetworkOf(settings).CountState([settings.Dimension]) + 2 * (Int128)settings.Dimension + 2;

    /// <summary>Takes mean and standard deviation from training rows, (M, D), and, for a regression, from their labels, (M).</summary>
    public void Standardize(Tensor rows, Tensor labels)
    {
        using var scope = NewDisposeScope();
        using var noGradient = torch.no_grad();
        Set(Center, Scale, rows);
        if (_task == ProbeTask.Regression)
            Set(LabelCenter, LabelScale, labels.unsqueeze(1));
    }

    /// <summary>Computes the loss of a batch, (N, D) and (N), a scalar with a graph.</summary>
    public Tensor Loss(Tensor rows, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var outputs = Outputs(rows);
        var loss = _task switch
        {
            ProbeTask.MulticlassClassification => nn.functional.cross_entropy(outputs, labels),
            ProbeTask.BinaryClassification => nn.functional.binary_cross_entropy_with_logits(
                outputs.squeeze(1), labels.to_type(outputs.dtype)),
            _ => nn.functional.mse_loss(outputs, Columns(LabelCenter, LabelScale).Standardize(labels.unsqueeze(1))),
        };
        return loss.MoveToOuterDisposeScope();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var outputs = Outputs(input);
        if (_task == ProbeTask.Regression)
            outputs = outputs * get_buffer(LabelScale)! + get_buffer(LabelCenter)!;
        return _task.Scores(outputs).MoveToOuterDisposeScope();
    }

    public string AddTo(OnnxLayers layers, string input)
    {
        var graph = layers.Graph;
        var centered = graph.AddNode("Sub", [input, layers.Constant(get_buffer(Center)!)]);
        var outputs = layers.Apply(graph.AddNode("Mul", [centered, graph.AddConstant(Scale, Columns(Center, Scale).Factor)]), network);
        if (_task == ProbeTask.Regression)
        {
            var scaled = graph.AddNode("Mul", [outputs, layers.Constant(get_buffer(LabelScale)!)]);
            outputs = graph.AddNode("Add", [scaled, layers.Constant(get_buffer(LabelCenter)!)]);
        }
        return _task.AddScores(graph, outputs);
    }

    private Tensor Outputs(Tensor rows) => network.call(Columns(Center, Scale).Standardize(rows));

    private Standardization Columns(string center, string scale) => new(get_buffer(center)!, get_buffer(scale)!);

    private void Set(string center, string scale, Tensor values)
    {
        var columns = Standardization.Of(values);
        get_buffer(center)!.copy_(columns.Mean);
        get_buffer(scale)!.copy_(columns.Deviation);
    }

    private static MlpEncoder NetworkOf(ProbeDescription settings) => new()
    {
        HiddenDimensions = settings.Mlp!.HiddenDimensions,
        EmbeddingDimension = settings.Task.OutputCount(settings.ClassCount),
    };
}

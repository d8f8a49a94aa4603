using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Weighted votes of the most similar remembered rows: (N, D) to (N, outputs), the classes' shares or the weighted mean.</summary>
internal sealed class KnnModule : nn.Module<Tensor, Tensor>, IOnnxModule
{
    public const string BankName = "bank";
    public const string LabelsName = "labels";

    private readonly ProbeTask _task;
    private readonly int _classCount;
    private readonly int _neighbors;
    private readonly double _temperature;

    /// <param name="bank">The remembered rows, (M, D), normalized; owned from now on.</param>
    /// <param name="labels">Their labels, (M): classes as Int64, or values as Single; owned from now on.</param>
    /// <param name="settings">The settings.</param>
    public KnnModule(Tensor bank, Tensor labels, ProbeDescription settings)
        : base(nameof(KnnModule))
    {
        (_task, _classCount) = (settings.Task, settings.ClassCount);
        (_neighbors, _temperature) = (settings.Knn!.NumberOfNeighbors, settings.Knn.Temperature);
        register_buffer(BankName, bank.DetachFromDisposeScope());
        register_buffer(LabelsName, labels.DetachFromDisposeScope());
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var queries = nn.functional.normalize(input.to_type(ScalarType.Float64)); // (N, D)
        var (similarities, rows) = NearestRows.Find(queries, get_buffer(BankName)!, _neighbors);
        // exp(s / tau) over its sum, without overflow.
        var weights = similarities.div(_temperature).softmax(1); // (N, K)
        var labels = get_buffer(LabelsName)!.index_select(0, rows.flatten()).reshape(rows.shape); // (N, K)
        // Votes that are equal but for the order in which they were summed are equal in Single.
        return Vote(weights, labels).to_type(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    public string AddTo(OnnxLayers layers, string input) =>
        new KnnGraph(layers, get_buffer(BankName)!, get_buffer(LabelsName)!).AddTo(input, _task, _classCount, _neighbors, _temperature);

    private Tensor Vote(Tensor weights, Tensor labels)
    {
        if (_task == ProbeTask.Regression)
            return weights.mul(labels).sum(1, keepdim: true); // (N, 1)
        // (N, classes)
        var shares = torch.zeros([weights.shape[0], _classCount], weights.dtype, weights.device).scatter_add_(1, labels, weights);
        if (_task == ProbeTask.MulticlassClassification)
            return shares;
        var positive = shares.narrow(1, 1, 1); // (N, 1)
        return torch.cat([2 * positive - 1, positive], 1); // (N, 2)
    }
}

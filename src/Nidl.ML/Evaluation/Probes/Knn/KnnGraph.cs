using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Says in ONNX what a <see cref="KnnModule"/> computes, with its rule for ties and in double precision: over all remembered rows at once,
/// of which those that are not among the nearest have no weight.
/// </summary>
/// <param name="layers">The graph, and the names of the network's buffers.</param>
/// <param name="bank">The remembered rows, (M, D), of length 1.</param>
/// <param name="labels">Their labels, (M).</param>
internal sealed class KnnGraph(OnnxLayers layers, Tensor bank, Tensor labels)
{
    // Version 10 has the largest values of a row, 11 running sums.
    private const int OperatorSet = 11;

    private readonly OnnxGraph _graph = layers.Graph;

    /// <summary>Adds the votes of the nearest rows: (N, D) to (N, outputs).</summary>
    public string AddTo(string rows, ProbeTask task, int classCount, int neighbors, double temperature)
    {
        _graph.Require(OperatorSet, "the k-nearest-neighbor probe");
        var similarities = AddSimilarities(ToDouble(rows));
        var isNear = AddNearest(similarities, Math.Min(neighbors, bank.shape[0]));
        var distances = _graph.AddNode(
            "Sub", [similarities, _graph.AddNode("ReduceMax", [similarities], ("axes", (long[])[1]), ("keepdims", 1L))]);
        var weights = _graph.AddNode(
            "Mul", [_graph.AddNode("Exp", [_graph.AddNode("Div", [distances, Number("temperature", temperature)])]), ToDouble(isNear)]);
        var votes = _graph.AddNode("MatMul", [weights, ToDouble(_graph.AddConstant(KnnModule.LabelsName, Votes(task, classCount)))]);
        var shares = _graph.AddNode("Div", [votes, Sum(weights)]);
        return _graph.AddNode("Cast", [task == ProbeTask.BinaryClassification ? AddScore(shares) : shares], ("to", (long)OnnxType.Single));
    }

    // Cosines: (N, D) to (N, M).
    private string AddSimilarities(string rows)
    {
        var squares = Sum(_graph.AddNode("Mul", [rows, rows]), bank.shape[1]);
        var lengths = _graph.AddNode("Max", [_graph.AddNode("Sqrt", [squares]), Number("shortest", 1e-12)]); // as Torch's normalize
        var transposed = _graph.AddNode("Transpose", [layers.Constant(bank)], ("perm", (long[])[1, 0]));
        return _graph.AddNode("MatMul", [_graph.AddNode("Div", [rows, lengths]), ToDouble(transposed)]);
    }

    // Whether a row is among the nearest, (N, M), by the rule of NearestRows: of those that tie for the last places the first.
    private string AddNearest(string similarities, long count)
    {
        var largest = _graph.AddNode("TopK", [similarities, _graph.AddConstant("neighbors", count)], results: 2, ("axis", 1L))[0];
        var last = _graph.AddNode("ReduceMin", [largest], ("axes", (long[])[1]), ("keepdims", 1L)); // (N, 1)
        var isLarger = _graph.AddNode("Greater", [similarities, _graph.AddNode("Add", [last, Number("tie", NearestRows.Tie)])]);
        var isSmaller = _graph.AddNode("Less", [similarities, _graph.AddNode("Sub", [last, Number("tie", NearestRows.Tie)])]);
        var isTied = _graph.AddNode("Not", [_graph.AddNode("Or", [isLarger, isSmaller])]);
        var places = _graph.AddNode("CumSum", [ToDouble(isTied), _graph.AddConstant("axis", tensor(1L))]);
        var free = _graph.AddNode("Sub", [Number("neighbors", count), Sum(ToDouble(isLarger))]); // (N, 1)
        var isFirst = _graph.AddNode("Not", [_graph.AddNode("Greater", [places, free])]);
        return _graph.AddNode("Or", [isLarger, _graph.AddNode("And", [isTied, isFirst])]);
    }

    // The share of true, (N, 1), becomes score and probability, (N, 2).
    private string AddScore(string shares)
    {
        var score = _graph.AddNode("Sub", [_graph.AddNode("Add", [shares, shares]), Number("one", 1)]);
        return _graph.AddNode("Concat", [score, shares], ("axis", 1L));
    }

    // What a row votes for, (M, outputs).
    private Tensor Votes(ProbeTask task, int classCount)
    {
        var votes = task == ProbeTask.MulticlassClassification ? nn.functional.one_hot(labels, classCount) : labels.unsqueeze(1);
        return votes.to_type(ScalarType.Float32);
    }

    // Of each row, (N, 1): the reductions of older and newer versions are told their axes in different ways.
    private string Sum(string values) => Sum(values, bank.shape[0]);

    private string Sum(string values, long size) =>
        _graph.AddNode("MatMul", [values, _graph.AddConstant("ones", ones(size, 1, ScalarType.Float64))]);

    private string ToDouble(string values) => _graph.AddNode("Cast", [values], ("to", (long)OnnxType.Double));

    private string Number(string name, double value) => _graph.AddConstant(name, tensor(new[] { value }));
}

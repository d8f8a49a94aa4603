using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>What the last layer of a probe means.</summary>
internal static class ProbeScores
{
    /// <summary>
    /// Turns a probe's outputs, (N, outputs), into scores, (N, scores): for several classes their probabilities; for two score and
    /// probability of the true one; a number stays.
    /// </summary>
    public static Tensor Scores(this ProbeTask task, Tensor outputs) => task switch
    {
        ProbeTask.MulticlassClassification => outputs.softmax(1),
        ProbeTask.BinaryClassification => torch.cat([outputs, outputs.sigmoid()], 1),
        _ => outputs,
    };

    /// <summary>Adds to an ONNX graph what turns a probe's outputs into scores.</summary>
    public static string AddScores(this ProbeTask task, OnnxGraph graph, string outputs) => task switch
    {
        ProbeTask.MulticlassClassification => graph.AddNode("Softmax", [outputs], ("axis", 1L)),
        ProbeTask.BinaryClassification => graph.AddNode("Concat", [outputs, graph.AddNode("Sigmoid", [outputs])], ("axis", 1L)),
        _ => outputs,
    };

    /// <summary>Gets the outputs that a task takes: one for each of several classes, else one.</summary>
    public static int OutputCount(this ProbeTask task, int classCount) => task == ProbeTask.MulticlassClassification ? classCount : 1;
}

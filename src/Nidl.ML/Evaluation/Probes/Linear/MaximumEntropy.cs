using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Linear classification by ML.NET's L-BFGS trainers: logistic regression for two classes, maximum entropy for several.</summary>
internal static class MaximumEntropy
{
    /// <summary>Fits weights, (outputs, D), and biases, (outputs), of Float64: one output for two classes, else one a class.</summary>
    /// <param name="context">The context.</param>
    /// <param name="rows">The rows, (N, D), on the CPU.</param>
    /// <param name="labels">Their classes, (N), of Int64.</param>
    /// <param name="probe">The task and the number of classes.</param>
    /// <param name="l2">The strength of the L2 regularization; the loss is summed over the rows.</param>
    public static (Tensor Weights, Tensor Biases) Fit(MLContext context, Tensor rows, Tensor labels, ProbeDescription probe, float l2)
    {
        var view = View(context, rows, labels, probe);
        return probe.Task == ProbeTask.BinaryClassification ? FitTwo(context, view, l2) : FitSeveral(context, view, l2);
    }

    private static (Tensor, Tensor) FitTwo(MLContext context, IDataView view, float l2)
    {
        var trainer = context.BinaryClassification.Trainers.LbfgsLogisticRegression(
            nameof(Row.IsTrue), nameof(Row.Features), l1Regularization: 0, l2Regularization: l2);
        var model = trainer.Fit(view).Model.SubModel;
        return Tensors([[.. model.Weights]], [model.Bias]);
    }

    private static (Tensor, Tensor) FitSeveral(MLContext context, IDataView view, float l2)
    {
        var trainer = context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(
            nameof(Row.Class), nameof(Row.Features), l1Regularization: 0, l2Regularization: l2);
        var model = trainer.Fit(view).Model;
        VBuffer<float>[] weights = [];
        model.GetWeights(ref weights, out _);
        return Tensors([.. weights.Select(values => values.DenseValues().ToArray())], [.. model.GetBiases()]);
    }

    private static (Tensor, Tensor) Tensors(float[][] weights, float[] biases) => (
        torch.tensor(weights.SelectMany(values => values).ToArray(), [weights.Length, weights[0].Length]).to_type(ScalarType.Float64),
        torch.tensor(biases).to_type(ScalarType.Float64));

    private static IDataView View(MLContext context, Tensor rows, Tensor labels, ProbeDescription probe)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, probe.Dimension);
        schema[nameof(Row.Class)].ColumnType = new KeyDataViewType(typeof(uint), probe.ClassCount);
        var features = rows.to_type(ScalarType.Float32).flatten().data<float>().ToArray().Chunk(probe.Dimension);
        return context.Data.LoadFromEnumerable(features.Zip(labels.data<long>().ToArray(), Row.Create).ToList(), schema);
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public bool IsTrue { get; set; }

        /// <summary>The class counted from 0, as ML.NET takes keys from objects.</summary>
        public uint Class { get; set; }

        public static Row Create(float[] features, long label) => new() { Features = features, IsTrue = label == 1, Class = (uint)label };
    }
}

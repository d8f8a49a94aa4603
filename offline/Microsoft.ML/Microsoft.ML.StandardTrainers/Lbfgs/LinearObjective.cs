using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>
/// The smooth part of the objective: (sum of w_i * loss_i + l2/2 * |W|^2) / (sum of w_i). The parameters are the biases of the classes, which are
/// not regularised, then the weights of each class.
/// </summary>
internal sealed class LinearObjective
{
    private readonly TrainingData _data;
    private readonly IRowLoss _loss;
    private readonly int _classes;
    private readonly int _features;
    private readonly float _l2;
    private readonly int _threads;
    private readonly RowBlock[] _memory;

    public LinearObjective(TrainingData data, IRowLoss loss, int classes, float l2, int threads, IChannel channel)
    {
        _data = data;
        _loss = loss;
        _classes = classes;
        _features = data.FeatureCount;
        _l2 = l2;
        using var rows = data.Read();
        // With several threads the rows are kept in memory; with one, every evaluation is a pass over the view.
        var blocks = new List<RowBlock>();
        foreach (var block in RowBlock.Read(rows, _features, reuse: threads == 1))
        {
            for (var i = 0; i < block.Count; i++) WeightSum += block.Weights[i];
            if (threads > 1) blocks.Add(block);
        }

        rows.CheckTrained(channel);
        RowCount = rows.Kept;
        _memory = threads > 1 ? [.. blocks] : null;
        _threads = Math.Max(1, Math.Min(threads, blocks.Count));
    }

    public long RowCount { get; }

    public double WeightSum { get; }

    public int ParameterCount => _classes * (_features + 1);

    public double Evaluate(double[] parameters, double[] gradient)
    {
        var weights = Array.ConvertAll(parameters, p => (float)p);
        var parts = new Part[_threads];
        if (_memory is not null) Parallel.For(0, _threads, new ParallelOptions { MaxDegreeOfParallelism = _threads }, t => parts[t] = Accumulate(weights, _memory.Where((_, i) => i % _threads == t)));
        else
        {
            using var rows = _data.Read();
            parts[0] = Accumulate(weights, RowBlock.Read(rows, _features, reuse: true));
        }

        return Sum(parts, parameters, gradient);
    }

    private double Sum(Part[] parts, double[] parameters, double[] gradient)
    {
        double squares = 0;
        for (var j = 0; j < gradient.Length; j++)
        {
            double sum = 0;
            foreach (var part in parts) sum += part.Gradient[j];
            if (j >= _classes)
            {
                sum += _l2 * parameters[j];
                squares += parameters[j] * parameters[j];
            }

            gradient[j] = sum / WeightSum;
        }

        return (parts.Sum(p => p.Loss) + (0.5 * _l2 * squares)) / WeightSum;
    }

    private Part Accumulate(float[] parameters, IEnumerable<RowBlock> blocks)
    {
        var part = new Part(new double[parameters.Length]);
        var gradient = new float[parameters.Length];
        var scores = new float[RowBlock.Capacity * _classes];
        foreach (var block in blocks)
        {
            part.Loss += Multipliers(parameters, block, scores);
            Array.Clear(gradient);
            AddGradient(block, scores, gradient);
            for (var j = 0; j < gradient.Length; j++) part.Gradient[j] += gradient[j];
        }

        return part;
    }

    /// <summary>Replaces the scores (rows, classes) by the derivatives of the loss by them.</summary>
    private double Multipliers(float[] parameters, RowBlock block, float[] scores)
    {
        double loss = 0;
        for (var i = 0; i < block.Count; i++)
        {
            var row = scores.AsSpan(i * _classes, _classes);
            for (var c = 0; c < _classes; c++) row[c] = parameters[c] + LinearKernels.Dot(block.Row(i), parameters.AsSpan(_classes + (c * _features), _features));
            loss += block.Weights[i] * _loss.Differentiate(row, block.Labels[i]);
            for (var c = 0; c < _classes; c++) row[c] *= block.Weights[i];
        }

        Contracts.Check(double.IsFinite(loss), "Data contain bad values.");
        return loss;
    }

    private void AddGradient(RowBlock block, float[] multipliers, float[] gradient)
    {
        for (var c = 0; c < _classes; c++)
        {
            var target = gradient.AsSpan(_classes + (c * _features), _features);
            var i = 0;
            for (; i + 4 <= block.Count; i += 4) LinearKernels.AddFourScaled(block.Features.AsSpan(i * _features), _features, multipliers.AsSpan((i * _classes) + c), _classes, target);
            for (; i < block.Count; i++) LinearKernels.AddScaled(block.Row(i), multipliers[(i * _classes) + c], target);
            for (var r = 0; r < block.Count; r++) gradient[c] += multipliers[(r * _classes) + c];
        }
    }

    private sealed class Part(double[] gradient)
    {
        public double Loss { get; set; }

        public double[] Gradient { get; } = gradient;
    }
}

/// <summary>A loss of one row's scores.</summary>
internal interface IRowLoss
{
    /// <summary>The loss; the scores are replaced by its derivatives.</summary>
    double Differentiate(Span<float> scores, float label);
}

/// <summary>The negative logarithm of the true class's softmax.</summary>
internal sealed class SoftmaxLoss : IRowLoss
{
    public double Differentiate(Span<float> scores, float label)
    {
        var largest = float.NegativeInfinity;
        foreach (var score in scores) largest = Math.Max(largest, score);
        var own = scores[(int)label];
        double sum = 0;
        for (var c = 0; c < scores.Length; c++)
        {
            var exponential = Math.Exp(scores[c] - largest);
            sum += exponential;
            scores[c] = (float)exponential;
        }

        for (var c = 0; c < scores.Length; c++) scores[c] = (float)(scores[c] / sum);
        scores[(int)label] -= 1;
        return Math.Log(sum) + largest - own;
    }
}

/// <summary>The negative logarithm of the true label's logistic probability; the label is 0 or 1.</summary>
internal sealed class LogisticLoss : IRowLoss
{
    public double Differentiate(Span<float> scores, float label)
    {
        double score = scores[0];
        var margin = label > 0 ? score : -score;
        scores[0] = (float)((1 / (1 + Math.Exp(-score))) - (label > 0 ? 1 : 0));
        return margin > 0 ? Math.Log(1 + Math.Exp(-margin)) : Math.Log(1 + Math.Exp(margin)) - margin;
    }
}

using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>The passes of stochastic dual coordinate ascent: each is one cursor for the updates and one for the duality gap.</summary>
internal abstract class SdcaSolver
{
    private readonly TrainingData _data;
    private readonly int _dualsPerRow;
    private readonly Dictionary<DataViewRowId, int> _rowById;
    private readonly double[] _duals;

    protected SdcaSolver(TrainingData data, int classes, long rows, SdcaSettings settings)
    {
        _data = data;
        _dualsPerRow = classes;
        Settings = settings;
        Rows = rows;
        Model = new SdcaModel(classes, data.FeatureCount, settings.L1, settings.BiasLearningRate > 0);
        _duals = new double[rows * classes];
        if (settings.Random is not null && data.CanShuffle) _rowById = IndexRows();
    }

    public SdcaModel Model { get; }

    protected SdcaSettings Settings { get; }

    protected long Rows { get; }

    /// <summary>How much a dual step of one adds to the weights.</summary>
    protected double Scale => 1 / (Settings.L2 * Rows);

    public static long CountRows(TrainingData data, IChannel channel)
    {
        using var rows = data.Read();
        while (rows.MoveNext())
        {
        }

        rows.CheckTrained(channel);
        return rows.Kept;
    }

    public void Run()
    {
        for (var iteration = 0; iteration < Settings.Iterations; iteration++)
        {
            Pass(_rowById is null ? null : Settings.Random, Update);
            if (IsConverged()) break;
        }
    }

    /// <summary>Improves the row's dual variables.</summary>
    protected abstract void Update(TrainingData.Rows row, Span<double> duals);

    /// <summary>The row's primal and dual loss.</summary>
    protected abstract (double Primal, double Dual) Losses(TrainingData.Rows row, ReadOnlySpan<double> duals);

    /// <summary>The squared length of a row with the constant one that belongs to the bias.</summary>
    protected static double SquaredNorm(in VBuffer<float> x)
    {
        double sum = 1;
        foreach (var value in x.GetValues()) sum += (double)value * value;
        return sum;
    }

    private bool IsConverged()
    {
        double primal = 0, dual = 0;
        Pass(null, (row, duals) =>
        {
            var (p, d) = Losses(row, duals);
            primal += row.Weight * p;
            dual += row.Weight * d;
        });
        primal = (primal / Rows) + (Settings.L2 * Model.Regulariser());
        dual = (dual / Rows) - (Settings.L2 * (Model.Conjugate() + Model.FreeBiasTimesRegularised()));
        // The gap is that of the regularised bias; it says nothing of how much of the bias is still to be freed.
        return primal - dual + (Settings.L2 * Model.UnfreedBias()) < Settings.Tolerance * primal;
    }

    private void Pass(Random random, RowAction action)
    {
        using var rows = _data.Read(random);
        for (var position = 0; rows.MoveNext(); position++)
        {
            var row = _rowById is null ? position : _rowById[rows.Id];
            action(rows, _duals.AsSpan(row * _dualsPerRow, _dualsPerRow));
        }
    }

    private Dictionary<DataViewRowId, int> IndexRows()
    {
        var index = new Dictionary<DataViewRowId, int>();
        using var rows = _data.Read();
        while (rows.MoveNext()) Contracts.Check(index.TryAdd(rows.Id, index.Count), "Two rows of the training data have the same identifier");
        return index;
    }

    protected delegate void RowAction(TrainingData.Rows row, Span<double> duals);
}

/// <summary>The squared error of one score.</summary>
internal sealed class SquaredSdca(TrainingData data, long rows, SdcaSettings settings) : SdcaSolver(data, 1, rows, settings)
{
    protected override void Update(TrainingData.Rows row, Span<double> duals)
    {
        var curvature = SquaredNorm(row.Features) * Scale * row.Weight;
        var step = (row.Label - Model.Score(0, row.Features) - (duals[0] / 2)) / (0.5 + curvature);
        // Over-relaxation moves the regularised bias, step by step, into the free one.
        var relaxation = Settings.BiasLearningRate * Settings.L2 * Model.BiasSum(0);
        step -= relaxation;
        duals[0] += step;
        Model.Add(0, row.Features, step * Scale * row.Weight);
        Model.AddFreeBias(0, relaxation * Scale * row.Weight);
    }

    protected override (double Primal, double Dual) Losses(TrainingData.Rows row, ReadOnlySpan<double> duals)
    {
        var error = Model.Score(0, row.Features) - row.Label;
        return (error * error, duals[0] * (row.Label - (duals[0] / 4)));
    }
}

/// <summary>
/// The logistic loss of the true class's score over each other class's: sum over c of ln(1 + exp(s_c - s_label)). Its dual variables are
/// probabilities, one for each other class.
/// </summary>
internal sealed class PairwiseLogisticSdca(TrainingData data, int classes, long rows, SdcaSettings settings) : SdcaSolver(data, classes, rows, settings)
{
    private const int NewtonSteps = 25;

    protected override void Update(TrainingData.Rows row, Span<double> duals)
    {
        var label = (int)row.Label;
        var squaredNorm = SquaredNorm(row.Features);
        for (var c = 0; c < duals.Length; c++)
        {
            if (c == label) continue;
            var margin = Model.Score(label, row.Features) - Model.Score(c, row.Features);
            var relaxation = Settings.BiasLearningRate * Settings.L2 * Model.BiasSum(c);
            var next = Math.Clamp(Best(duals[c], margin, squaredNorm * Scale * row.Weight) - relaxation, 0, 1);
            var step = next - duals[c];
            duals[c] = next;
            Model.Add(label, row.Features, step * Scale * row.Weight);
            Model.Add(c, row.Features, -step * Scale * row.Weight);
            Model.AddFreeBias(c, relaxation * Scale * row.Weight);
            Model.AddFreeBias(label, -relaxation * Scale * row.Weight);
        }
    }

    protected override (double Primal, double Dual) Losses(TrainingData.Rows row, ReadOnlySpan<double> duals)
    {
        double primal = 0, dual = 0;
        var label = (int)row.Label;
        var own = Model.Score(label, row.Features);
        for (var c = 0; c < duals.Length; c++)
        {
            if (c == label) continue;
            var margin = own - Model.Score(c, row.Features);
            primal += margin > 0 ? Math.Log(1 + Math.Exp(-margin)) : Math.Log(1 + Math.Exp(margin)) - margin;
            dual += Entropy(duals[c]);
        }

        return (primal, dual);
    }

    /// <summary>Maximises entropy(a) - margin * (a - dual) - curvature * (a - dual)^2 over a in (0, 1): Newton's method within a shrinking bracket.</summary>
    private static double Best(double dual, double margin, double curvature)
    {
        double low = 0, high = 1, a = 1 / (1 + Math.Exp(margin));
        for (var i = 0; i < NewtonSteps; i++)
        {
            a = Math.Clamp(a, 1e-300, 1 - 1e-16);
            var slope = Math.Log((1 - a) / a) - margin - (2 * curvature * (a - dual));
            if (slope > 0) low = a;
            else high = a;
            var next = a + (slope / ((1 / (a * (1 - a))) + (2 * curvature)));
            if (next <= low || next >= high) next = (low + high) / 2;
            if (Math.Abs(next - a) < 1e-12) return next;
            a = next;
        }

        return a;
    }

    private static double Entropy(double a) => a is <= 0 or >= 1 ? 0 : -(a * Math.Log(a)) - ((1 - a) * Math.Log(1 - a));
}

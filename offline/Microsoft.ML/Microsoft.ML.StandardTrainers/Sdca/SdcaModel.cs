using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>
/// Weights under training: sums over the dual variables, and their soft-thresholded values, which are the primal weights. The last slot of a class is
/// its regularised bias; the part of the bias that is free of regularisation stands beside. A bias that is being freed is not thresholded.
/// </summary>
internal sealed class SdcaModel(int classes, int features, double threshold, bool biasIsFreed)
{
    private readonly double[][] _sums = [.. Enumerable.Range(0, classes).Select(_ => new double[features + 1])];
    private readonly double[][] _weights = [.. Enumerable.Range(0, classes).Select(_ => new double[features + 1])];
    private readonly double[] _free = new double[classes];

    public double Score(int c, in VBuffer<float> x)
    {
        var weights = _weights[c];
        double score = weights[features] + _free[c];
        var values = x.GetValues();
        if (x.IsDense)
        {
            for (var j = 0; j < values.Length; j++) score += values[j] * weights[j];
            return score;
        }

        var indices = x.GetIndices();
        for (var i = 0; i < values.Length; i++) score += values[i] * weights[indices[i]];
        return score;
    }

    public double BiasSum(int c) => _sums[c][features];

    public void AddFreeBias(int c, double amount) => _free[c] += amount;

    public void Add(int c, in VBuffer<float> x, double amount)
    {
        var values = x.GetValues();
        var indices = x.GetIndices();
        for (var i = 0; i < values.Length; i++) AddAt(c, x.IsDense ? i : indices[i], amount * values[i]);
        AddAt(c, features, amount);
    }

    /// <summary>Half the squared weights, and the absolute weights times the threshold: the regulariser over the L2 factor.</summary>
    public double Regulariser() => _weights.Sum(w => w.Select((v, slot) => (0.5 * v * v) + (ThresholdAt(slot) * Math.Abs(v))).Sum());

    /// <summary>The conjugate of the regulariser at the sums.</summary>
    public double Conjugate() => _weights.Sum(w => w.Sum(v => 0.5 * v * v));

    /// <summary>The squared biases that are still regularised though they are to be freed.</summary>
    public double UnfreedBias() => biasIsFreed ? _weights.Sum(w => w[features] * w[features]) : 0;

    public double FreeBiasTimesRegularised() => Enumerable.Range(0, classes).Sum(c => _weights[c][features] * _free[c]);

    public float[] WeightsOf(int c) => [.. _weights[c].Take(features).Select(w => (float)w)];

    public float BiasOf(int c) => (float)(_weights[c][features] + _free[c]);

    private void AddAt(int c, int slot, double amount)
    {
        var sum = _sums[c][slot] += amount;
        _weights[c][slot] = Math.Sign(sum) * Math.Max(0, Math.Abs(sum) - ThresholdAt(slot));
    }

    private double ThresholdAt(int slot) => biasIsFreed && slot == features ? 0 : threshold;
}

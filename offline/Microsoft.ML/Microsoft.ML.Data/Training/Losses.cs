namespace Microsoft.ML.Trainers;

/// <summary>A loss of an output against a label.</summary>
public interface ILossFunction<in TOutput, in TLabel>
{
    /// <summary>The loss.</summary>
    double Loss(TOutput output, TLabel label);
}

/// <summary>A differentiable loss of numbers.</summary>
public interface IScalarLoss : ILossFunction<float, float>
{
    /// <summary>The derivative by the output.</summary>
    float Derivative(float output, float label);
}

/// <summary>A loss for regression.</summary>
public interface IRegressionLoss : IScalarLoss
{
}

/// <summary>A loss that dual coordinate ascent can minimise.</summary>
public interface ISupportSdcaLoss : IScalarLoss
{
    /// <summary>The part of a dual update that does not change from pass to pass.</summary>
    float ComputeDualUpdateInvariant(float scaledFeaturesNormSquared);

    /// <summary>The step of a dual variable that gains most.</summary>
    float DualUpdate(float output, float label, float dual, float invariant, int maxNumThreads);

    /// <summary>The dual loss.</summary>
    double DualLoss(float label, float dual);
}

/// <summary>A loss for regression that dual coordinate ascent can minimise.</summary>
public interface ISupportSdcaRegressionLoss : ISupportSdcaLoss, IRegressionLoss
{
}

/// <summary>The squared error.</summary>
public sealed class SquaredLoss : ISupportSdcaRegressionLoss
{
    /// <inheritdoc/>
    public double Loss(float output, float label) => (output - label) * (output - label);

    /// <inheritdoc/>
    public float Derivative(float output, float label) => 2 * (output - label);

    /// <inheritdoc/>
    public float ComputeDualUpdateInvariant(float scaledFeaturesNormSquared) => 1 / (0.5f + scaledFeaturesNormSquared);

    /// <inheritdoc/>
    public float DualUpdate(float output, float label, float dual, float invariant, int maxNumThreads)
        => (label - output - (0.5f * dual)) * invariant / Math.Max(1, maxNumThreads);

    /// <inheritdoc/>
    public double DualLoss(float label, float dual) => dual * (label - (dual / 4));
}

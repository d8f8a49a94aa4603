using Microsoft.ML;
using Microsoft.ML.Data;

namespace FashionMnist;

/// <summary>A classifier of ML.NET that learns from labeled features.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Create">Makes its estimator, which reads the columns Label (a key) and Features.</param>
public sealed record Classifier(string Name, Func<MLContext, IEstimator<ITransformer>> Create)
{
    /// <summary>
    /// Maximum entropy with ML.NET's default regularization, on features of mean 0 and variance 1. The tolerance is coarser than the
    /// default: the last digits of the objective take most of the iterations and change no prediction worth the time.
    /// </summary>
    public static Classifier MaximumEntropy { get; } = new("maximum entropy", ml => ml.Transforms
        .NormalizeMeanVariance("Features", fixZero: false)
        .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Label", "Features", optimizationTolerance: 1e-4f)));
}

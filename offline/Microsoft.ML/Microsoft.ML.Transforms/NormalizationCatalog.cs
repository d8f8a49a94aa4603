using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Scaling by what the data is like.</summary>
public static class NormalizationCatalog
{
    /// <summary>Scales to [0, 1], or with zero kept to [-1, 1].</summary>
    public static NormalizingEstimator NormalizeMinMax(
        this TransformsCatalog catalog, string outputColumnName, string inputColumnName = null, long maximumExampleCount = 1000000000, bool fixZero = true)
        => new([ColumnPair.Of(outputColumnName, inputColumnName)], new NormalizingOptions(false, fixZero, false, maximumExampleCount));

    /// <summary>Scales to [0, 1], or with zero kept to [-1, 1].</summary>
    public static NormalizingEstimator NormalizeMinMax(this TransformsCatalog catalog, InputOutputColumnPair[] columns, long maximumExampleCount = 1000000000, bool fixZero = true)
        => new(ColumnPair.Of(columns), new NormalizingOptions(false, fixZero, false, maximumExampleCount));

    /// <summary>Scales to unit variance and zero mean, or with zero kept to a unit second moment.</summary>
    public static NormalizingEstimator NormalizeMeanVariance(
        this TransformsCatalog catalog, string outputColumnName, string inputColumnName = null, long maximumExampleCount = 1000000000, bool fixZero = true, bool useCdf = false)
        => new([ColumnPair.Of(outputColumnName, inputColumnName)], new NormalizingOptions(true, fixZero, useCdf, maximumExampleCount));

    /// <summary>Scales to unit variance and zero mean, or with zero kept to a unit second moment.</summary>
    public static NormalizingEstimator NormalizeMeanVariance(
        this TransformsCatalog catalog, InputOutputColumnPair[] columns, long maximumExampleCount = 1000000000, bool fixZero = true, bool useCdf = false)
        => new(ColumnPair.Of(columns), new NormalizingOptions(true, fixZero, useCdf, maximumExampleCount));
}

namespace Microsoft.ML.Data;

/// <summary>Counts of actual against predicted classes.</summary>
public sealed class ConfusionMatrix
{
    internal ConfusionMatrix(double[][] counts)
    {
        Counts = counts;
        var classes = Enumerable.Range(0, counts.Length);
        PerClassRecall = [.. classes.Select(c => Ratio(counts[c][c], counts[c].Sum()))];
        PerClassPrecision = [.. classes.Select(c => Ratio(counts[c][c], counts.Sum(row => row[c])))];
    }

    /// <summary>For each actual class the counts of the predicted ones.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Counts { get; }

    /// <summary>The number of classes.</summary>
    public int NumberOfClasses => Counts.Count;

    /// <summary>For each class, how many of its predictions are right.</summary>
    public IReadOnlyList<double> PerClassPrecision { get; }

    /// <summary>For each class, how many of its rows are found.</summary>
    public IReadOnlyList<double> PerClassRecall { get; }

    /// <summary>One count.</summary>
    public double GetCountForClassPair(int predictedClassIndicatorIndex, int actualClassIndicatorIndex)
    {
        CheckClass(predictedClassIndicatorIndex, nameof(predictedClassIndicatorIndex));
        CheckClass(actualClassIndicatorIndex, nameof(actualClassIndicatorIndex));
        return Counts[actualClassIndicatorIndex][predictedClassIndicatorIndex];
    }

    internal static double Ratio(double part, double whole) => whole > 0 ? part / whole : 0;

    private void CheckClass(int index, string name)
        => Contracts.CheckParam(index >= 0 && index < NumberOfClasses, name, "Invalid index. Should be non-negative, less than the number of classes.");
}

/// <summary>Metrics of a multiclass classifier.</summary>
public sealed class MulticlassClassificationMetrics
{
    internal MulticlassClassificationMetrics(double micro, double macro, double logLoss, double reduction, int topK, double[] topKAccuracies, double[] perClass, ConfusionMatrix matrix)
    {
        MicroAccuracy = micro;
        MacroAccuracy = macro;
        LogLoss = logLoss;
        LogLossReduction = reduction;
        TopKPredictionCount = topK;
        TopKAccuracyForAllK = topKAccuracies;
        PerClassLogLoss = perClass;
        ConfusionMatrix = matrix;
    }

    /// <summary>The mean negative natural logarithm of the true class's probability.</summary>
    public double LogLoss { get; }

    /// <summary>By how much the log-loss is below that of always predicting the classes' frequencies.</summary>
    public double LogLossReduction { get; }

    /// <summary>The mean over the classes of the share of its rows that are right.</summary>
    public double MacroAccuracy { get; }

    /// <summary>The share of the rows that are right.</summary>
    public double MicroAccuracy { get; }

    /// <summary>The share of the rows whose class is among the best K.</summary>
    public double TopKAccuracy => TopKAccuracyForAllK.LastOrDefault();

    /// <summary>The K of the top-K accuracy, 0 for none.</summary>
    public int TopKPredictionCount { get; }

    /// <summary>The top-K accuracy for 1 to K.</summary>
    public IReadOnlyList<double> TopKAccuracyForAllK { get; }

    /// <summary>The log-loss of each class's rows.</summary>
    public IReadOnlyList<double> PerClassLogLoss { get; }

    /// <summary>Counts of actual against predicted classes.</summary>
    public ConfusionMatrix ConfusionMatrix { get; }
}

/// <summary>Metrics of a binary classifier's scores.</summary>
public class BinaryClassificationMetrics
{
    private protected BinaryClassificationMetrics(BinaryClassificationMetrics other)
        : this(other.AreaUnderRocCurve, other.AreaUnderPrecisionRecallCurve, other.ConfusionMatrix)
    {
    }

    internal BinaryClassificationMetrics(double auc, double auprc, ConfusionMatrix matrix)
    {
        AreaUnderRocCurve = auc;
        AreaUnderPrecisionRecallCurve = auprc;
        ConfusionMatrix = matrix;
        Accuracy = ConfusionMatrix.Ratio(matrix.Counts[0][0] + matrix.Counts[1][1], matrix.Counts.Sum(row => row.Sum()));
        F1Score = ConfusionMatrix.Ratio(2 * PositivePrecision * PositiveRecall, PositivePrecision + PositiveRecall);
    }

    /// <summary>The share of the rows that are right.</summary>
    public double Accuracy { get; }

    /// <summary>The chance that a positive row scores above a negative one.</summary>
    public double AreaUnderRocCurve { get; }

    /// <summary>The area under precision against recall.</summary>
    public double AreaUnderPrecisionRecallCurve { get; }

    /// <summary>The harmonic mean of the positive precision and recall.</summary>
    public double F1Score { get; }

    /// <summary>The share of the positive predictions that are right.</summary>
    public double PositivePrecision => ConfusionMatrix.PerClassPrecision[0];

    /// <summary>The share of the positive rows that are found.</summary>
    public double PositiveRecall => ConfusionMatrix.PerClassRecall[0];

    /// <summary>The share of the negative predictions that are right.</summary>
    public double NegativePrecision => ConfusionMatrix.PerClassPrecision[1];

    /// <summary>The share of the negative rows that are found.</summary>
    public double NegativeRecall => ConfusionMatrix.PerClassRecall[1];

    /// <summary>Counts; the positive class comes first.</summary>
    public ConfusionMatrix ConfusionMatrix { get; }
}

/// <summary>Metrics of a binary classifier's scores and probabilities.</summary>
public sealed class CalibratedBinaryClassificationMetrics : BinaryClassificationMetrics
{
    internal CalibratedBinaryClassificationMetrics(BinaryClassificationMetrics metrics, double logLoss, double reduction, double entropy)
        : base(metrics)
    {
        LogLoss = logLoss;
        LogLossReduction = reduction;
        Entropy = entropy;
    }

    /// <summary>The mean negative logarithm to base 2 of the true class's probability.</summary>
    public double LogLoss { get; }

    /// <summary>By how much the log-loss is below the entropy.</summary>
    public double LogLossReduction { get; }

    /// <summary>The entropy of the labels in bits.</summary>
    public double Entropy { get; }
}

/// <summary>Metrics of a regression.</summary>
public sealed class RegressionMetrics
{
    internal RegressionMetrics(double meanAbsoluteError, double meanSquaredError, double rSquared)
    {
        MeanAbsoluteError = meanAbsoluteError;
        MeanSquaredError = meanSquaredError;
        LossFunction = meanSquaredError;
        RSquared = rSquared;
    }

    /// <summary>The mean absolute error.</summary>
    public double MeanAbsoluteError { get; }

    /// <summary>The mean squared error.</summary>
    public double MeanSquaredError { get; }

    /// <summary>The root of the mean squared error.</summary>
    public double RootMeanSquaredError => Math.Sqrt(MeanSquaredError);

    /// <summary>The mean of the loss, which is the squared one.</summary>
    public double LossFunction { get; }

    /// <summary>One minus the squared error over the labels' variance.</summary>
    public double RSquared { get; }
}

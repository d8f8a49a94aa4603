namespace Nidl.ML;

/// <summary>Ends a training whose metric has stopped to improve.</summary>
public sealed record EarlyStopping
{
    /// <summary>Gets the metric. The default, null, takes the validation loss if there are validation rows, else the loss.</summary>
    public TrainingMetric? Metric { get; init => field = Requires.Defined(value); }

    /// <summary>
    /// Gets the number of epochs with the metric, one after another, that may pass without improvement, at least 1. The default is 10.
    /// </summary>
    public int Patience { get; init => field = Requires.AtLeast(value, 1); } = 10;

    /// <summary>Gets by how much the metric must fall below its best value to count as improved, at least 0. The default is 0.</summary>
    public double MinimumDelta { get; init => field = Requires.NotNegative(value); }
}

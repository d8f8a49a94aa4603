namespace Nidl.ML;

/// <summary>A number by which epochs are compared; lower is better.</summary>
public enum TrainingMetric
{
    /// <summary>The mean loss of the epoch's training batches.</summary>
    Loss,

    /// <summary>The mean loss of the validation batches; only epochs with a validation count.</summary>
    ValidationLoss,
}

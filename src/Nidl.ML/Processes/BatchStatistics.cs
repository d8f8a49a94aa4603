namespace Nidl.ML;

/// <summary>Names the rows whose mean and variance batch normalization takes in a training of many processes.</summary>
public enum BatchStatistics
{
    /// <summary>
    /// Each process takes those of its own rows; no message is sent. The running statistics that are kept are those of process 0. The
    /// default.
    /// </summary>
    PerProcess,

    /// <summary>
    /// All processes take those of the whole batch, which costs two messages a layer and view: the training is then that of one process.
    /// For the built-in encoders and heads, and without <see cref="TrainingOptions.MicroBatchSize"/>.
    /// </summary>
    AllProcesses,
}

namespace Nidl.ML;

/// <summary>The exception that is thrown when a training is canceled by its token; what was learned so far is not lost.</summary>
public sealed class TrainingCanceledException : OperationCanceledException
{
    internal TrainingCanceledException(
        string message, EmbeddingTransformer partialTransformer, string? lastCheckpoint, CancellationToken token)
        : base(message, token)
    {
        PartialTransformer = partialTransformer;
        LastCheckpoint = lastCheckpoint;
    }

    /// <summary>Gets the transformer as trained up to the last finished step. The caller disposes it.</summary>
    public EmbeddingTransformer PartialTransformer { get; }

    /// <summary>
    /// Gets the path of the checkpoint of the last finished step; null without <see cref="TrainingOptions.Checkpoints"/>.
    /// </summary>
    public string? LastCheckpoint { get; }
}

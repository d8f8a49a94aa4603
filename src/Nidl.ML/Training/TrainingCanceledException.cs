namespace Nidl.ML;

/// <summary>The exception that is thrown when a training is cancelled by its token; what was learnt so far is not lost.</summary>
public sealed class TrainingCanceledException : OperationCanceledException
{
    internal TrainingCanceledException(string message, EmbeddingTransformer partialTransformer, CancellationToken token) : base(message, token) =>
        PartialTransformer = partialTransformer;

    /// <summary>Gets the transformer as trained up to the last finished step. The caller disposes it.</summary>
    public EmbeddingTransformer PartialTransformer { get; }
}

namespace Nidl.ML;

/// <summary>The exception that is thrown when a training is to be resumed from a checkpoint of another training.</summary>
public sealed class CheckpointMismatchException : InvalidOperationException
{
    internal CheckpointMismatchException(string path, IReadOnlyList<string> differences)
        : base($"A training can only resume from its own checkpoint, but '{path}' is of another one: {string.Join("; ", differences)}.") =>
        (Path, Differences) = (path, differences);

    /// <summary>Gets the path of the checkpoint.</summary>
    public string Path { get; }

    /// <summary>Gets what is not the same, one difference each.</summary>
    public IReadOnlyList<string> Differences { get; }
}

namespace Nidl.ML;

/// <summary>The exception that is thrown in every process when another process of the group has failed.</summary>
public sealed class ProcessFailedException : InvalidOperationException
{
    internal ProcessFailedException(int rank, int size, string message)
        : base(FormattableString.Invariant($"Process {rank} of {size} failed: {message}")) => Rank = rank;

    /// <summary>Gets the number of the process that failed, from 0.</summary>
    public int Rank { get; }
}

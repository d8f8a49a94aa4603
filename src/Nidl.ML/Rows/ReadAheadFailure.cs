namespace Nidl.ML;

/// <summary>
/// What ML.NET throws where its other threads have read rows ahead: an exception that says so, around the one that tells what is wrong.
/// </summary>
internal static class ReadAheadFailure
{
    // Of cursors that share the work, of its cache, of its shuffling and of its text loader, as in ML.NET 5.0.1.
    private static readonly string[] _messages =
    [
        "Splitter/consolidator worker encountered exception", "Event we were waiting on was subject to an exception",
        "Shuffle input cursor reader failed with an exception", "Stream reading encountered exception",
    ];

    /// <summary>Gets the exception that tells what is wrong: the given one itself unless it comes from reading ahead.</summary>
    public static Exception CauseOf(Exception failure)
    {
        while (failure.InnerException is { } inner
            && _messages.Any(message => failure.Message.StartsWith(message, StringComparison.Ordinal)))
            failure = inner;
        return failure;
    }
}

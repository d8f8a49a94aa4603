using System.Runtime.InteropServices;

namespace Nidl.ML;

/// <summary>
/// Makes libtorch's exceptions readable: their text goes on for pages, with the stack of the C++ code. The line that says what is wrong
/// becomes the message, and the exception as it was the inner one.
/// </summary>
internal static class TorchFailure
{
    private const string InterpreterError = "RuntimeError: ";

    /// <summary>Gets whether an exception is libtorch's, of more lines than one.</summary>
    public static bool IsLong(ExternalException failure) =>
        failure.GetType() == typeof(ExternalException) && failure.Message.Contains('\n');

    /// <summary>Creates the exception of one line.</summary>
    public static ExternalException Shorten(ExternalException failure) => new(CauseOf(failure), failure);

    /// <summary>Gets the line that says what is wrong: the first, or what follows the trace of a TorchScript program.</summary>
    public static string CauseOf(Exception failure)
    {
        var message = failure.Message;
        var found = message.LastIndexOf(InterpreterError, StringComparison.Ordinal);
        var lines = (found < 0 ? message : message[(found + InterpreterError.Length)..]).Split('\n', 2);
        return lines[0].Trim();
    }
}

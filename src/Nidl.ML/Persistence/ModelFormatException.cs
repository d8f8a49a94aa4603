namespace Nidl.ML;

/// <summary>
/// Reports that a model file, or a part of one (encoder description, weights), is malformed; the message says what and where.
/// </summary>
public sealed class ModelFormatException : FormatException
{
    /// <summary>Creates the exception with a message that names the cause.</summary>
    /// <param name="message">What is required and what was found.</param>
    public ModelFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message that names the cause and the exception that it came from.</summary>
    /// <param name="message">What is required and what was found.</param>
    /// <param name="innerException">The exception that reading met first.</param>
    public ModelFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

using System.Runtime.CompilerServices;

namespace Microsoft.ML;

/// <summary>Argument checks. The exceptions are marked, as those of the real package are: loading a model wraps marked ones.</summary>
internal static class Contracts
{
    private const string IsMarkedKey = "ML_IsMarked";

    public static TException Mark<TException>(TException exception)
        where TException : Exception
    {
        exception.Data[IsMarkedKey] = 1;
        return exception;
    }

    public static bool IsMarked(this Exception exception) => exception.Data.Contains(IsMarkedKey);

    public static Exception Except(string message) => Mark(new InvalidOperationException(message));

    public static Exception Except(Exception inner, string message) => Mark(new InvalidOperationException(message, inner));

    public static Exception ExceptDecode(string message) => Mark(new FormatException(message));

    public static Exception ExceptParam(string name, string message) => Mark(new ArgumentException(message, name));

    public static Exception ExceptUserArg(string name, string message) => Mark(new ArgumentOutOfRangeException(name, message));

    public static Exception ExceptNotSupported(string message) => Mark(new NotSupportedException(message));

    public static Exception ExceptSchemaMismatch(string name, string role, string column)
        => Mark(new ArgumentOutOfRangeException(name, $"Could not find {role} column '{column}'"));

    public static Exception ExceptSchemaMismatch(string name, string role, string column, string expected, string actual)
        => Mark(new ArgumentOutOfRangeException(name, $"Schema mismatch for {role} column '{column}': expected {expected}, got {actual}"));

    public static void Check(bool condition, string message)
    {
        if (!condition) throw Except(message);
    }

    public static void CheckDecode(bool condition, string message = "Corrupt model file")
    {
        if (!condition) throw ExceptDecode(message);
    }

    public static void CheckParam(bool condition, string name, string message = null)
    {
        if (!condition) throw ExceptParam(name, message ?? "Invalid argument");
    }

    public static void CheckUserArg(bool condition, string name, string message)
    {
        if (!condition) throw ExceptUserArg(name, message);
    }

    public static void CheckValue(object value, string name)
    {
        if (value is null) throw Mark(new ArgumentNullException(name));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T CheckRef<T>(T value, string name)
        where T : class
    {
        CheckValue(value, name);
        return value;
    }

    public static void CheckNonEmpty(string value, string name)
    {
        CheckValue(value, name);
        if (value.Length == 0) throw Mark(new ArgumentException("Parameter must not be empty", name));
    }

    public static void CheckNonWhiteSpace(string value, string name)
    {
        CheckValue(value, name);
        if (string.IsNullOrWhiteSpace(value)) throw Mark(new ArgumentException("Parameter must not be empty or white space", name));
    }
}

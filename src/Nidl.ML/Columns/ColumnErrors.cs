namespace Nidl.ML;

/// <summary>The errors about columns, in ML.NET's own words and of its own type.</summary>
internal static class ColumnErrors
{
    /// <summary>
    /// The error of a column that is not there; <paramref name="role"/> is what it is for: <c>input</c> or <c>auxiliary</c>.
    /// </summary>
    public static ArgumentOutOfRangeException NotFound(string parameter, string role, string name) =>
        new(parameter, $"Could not find {role} column '{name}'");

    /// <summary>
    /// The error of a column whose type cannot be used; <paramref name="hint"/>, if any, says what makes one that can of it.
    /// </summary>
    public static ArgumentOutOfRangeException Mismatch(
        string parameter, string role, string name, string expected, string? actual, string? hint = null) =>
        new(parameter, $"Schema mismatch for {role} column '{name}': expected {expected}, got {actual}{(hint is null ? "" : $"; {hint}")}");
}

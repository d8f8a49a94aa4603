namespace Microsoft.ML;

/// <summary>An output column and the input column it comes from.</summary>
public sealed class InputOutputColumnPair
{
    /// <summary>The pair; the input defaults to the output's name.</summary>
    public InputOutputColumnPair(string outputColumnName, string inputColumnName = null)
    {
        Contracts.CheckNonEmpty(outputColumnName, nameof(outputColumnName));
        OutputColumnName = outputColumnName;
        InputColumnName = inputColumnName ?? outputColumnName;
    }

    /// <summary>The output's name.</summary>
    public string OutputColumnName { get; }

    /// <summary>The input's name.</summary>
    public string InputColumnName { get; }
}

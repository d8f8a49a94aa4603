using System.Text.RegularExpressions;

namespace Nidl.ML.Interop.Tests.MicrosoftTorchSharp;

/// <summary>The table of docs/compatibility.md.</summary>
internal static partial class CompatibilityTable
{
    /// <summary>Gets, for each network in the document's order, what it says of its forward pass.</summary>
    public static IReadOnlyDictionary<string, string> Networks { get; } = Rows().Select(line => Row().Match(line))
        .ToDictionary(row => row.Groups["network"].Value, row => row.Groups["outcome"].Value);

    private static IEnumerable<string> Rows()
    {
        using var reader = new StreamReader(typeof(CompatibilityTable).Assembly.GetManifestResourceStream("compatibility.md")!);
        return reader.ReadToEnd().Split('\n').SkipWhile(line => !line.StartsWith("| network", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith("| ", StringComparison.Ordinal)).ToArray();
    }

    [GeneratedRegex(@"^\| `(?<network>\w+)`.* \| (?<outcome>[^|]+) \|$")]
    private static partial Regex Row();
}

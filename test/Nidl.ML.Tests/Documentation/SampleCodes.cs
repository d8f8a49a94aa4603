namespace Nidl.ML.Tests.Documentation;

/// <summary>Reads the C# out of documents (blocks between fences) and out of compiled files (regions named after a document).</summary>
internal static class SampleCodes
{
    private const string Region = "#region ";

    /// <summary>The text of every file of a kind that is in this assembly, by its name.</summary>
    public static IEnumerable<(string Name, string Text)> Resources(string extension)
    {
        var assembly = typeof(SampleCodes).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(extension, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (name, reader.ReadToEnd());
        }
    }

    public static IEnumerable<SampleCode> Blocks(string document, string text)
    {
        foreach (var (line, content) in Between(text, line => line == "```csharp" ? document : null, line => line == "```"))
            yield return SampleCode.Create(document, $"{document}, line {line}", content, content);
    }

    public static IEnumerable<SampleCode> Regions(string file, string text)
    {
        var document = "";
        string? Start(string line) => line.StartsWith(Region, StringComparison.Ordinal) ? document = line[Region.Length..] : null;
        foreach (var (line, content) in Between(text, Start, line => line == "#endregion"))
            yield return SampleCode.Create(document, $"{file}, line {line}", content, text.ReplaceLineEndings("\n").Split('\n'));
    }

    private static IEnumerable<(int Line, string[] Content)> Between(string text, Func<string, string?> start, Predicate<string> isEnd)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var first = 0; first < lines.Length; first++)
        {
            if (start(lines[first].Trim()) is null)
                continue;
            var last = Array.FindIndex(lines, first, line => isEnd(line.Trim()));
            yield return (first + 1, lines[(first + 1)..last]);
            first = last;
        }
    }
}

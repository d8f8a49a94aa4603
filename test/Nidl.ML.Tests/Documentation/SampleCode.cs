using System.Text.RegularExpressions;

namespace Nidl.ML.Tests.Documentation;

/// <summary>A piece of C#: a block of a document, or the region of a compiled file that must say the same.</summary>
/// <param name="Document">The document, as a path in the repository.</param>
/// <param name="Place">Where the piece stands.</param>
/// <param name="Lines">Its lines without directives, common indentation, trailing spaces and empty lines at either end.</param>
/// <param name="Usings">The <c>using</c> directives: of a block those that it shows, of a region those of its file.</param>
internal sealed partial record SampleCode(string Document, string Place, IReadOnlyList<string> Lines, IReadOnlyList<string> Usings)
{
    public static SampleCode Create(string document, string place, IEnumerable<string> lines, IEnumerable<string> usings)
    {
        var code = lines.Select(line => line.TrimEnd()).Where(line => !IsUsing(line)).SkipWhile(IsEmpty).Reverse().SkipWhile(IsEmpty)
            .Reverse().ToArray();
        var indentation = code.Where(line => !IsEmpty(line)).Select(line => line.Length - line.TrimStart().Length).DefaultIfEmpty().Min();
        return new(
            document, place, [.. code.Select(line => IsEmpty(line) ? "" : line[indentation..])],
            [.. usings.Select(line => line.TrimEnd()).Where(IsUsing)]);
    }

    /// <summary>Says whether a compiled region is the code of this block.</summary>
    public bool IsCompiledBy(SampleCode region) =>
        Document == region.Document && Lines.SequenceEqual(region.Lines) && Usings.All(region.Usings.Contains);

    /// <summary>Says where another piece begins to differ.</summary>
    public string FirstDifference(SampleCode other)
    {
        var line = Lines.Zip(other.Lines).TakeWhile(pair => pair.First == pair.Second).Count();
        return line == Lines.Count && line == other.Lines.Count
            ? $"only the directives differ: {string.Join(' ', Usings.Except(other.Usings))} is missing in {other.Place}"
            : $"line {line + 1} is '{Lines.ElementAtOrDefault(line)}', but in {other.Place} '{other.Lines.ElementAtOrDefault(line)}'";
    }

    // A directive, not a statement: nothing but a name between the words and the semicolon.
    private static bool IsUsing(string line) => Directive().IsMatch(line);

    [GeneratedRegex(@"^using (static )?[\w.]+;$")]
    private static partial Regex Directive();

    private static bool IsEmpty(string line) => line.Length == 0;
}

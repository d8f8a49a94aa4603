using System.Globalization;
using System.Text.RegularExpressions;

namespace Nidl.ML;

/// <summary>
/// Reads the text of a <c>.npy</c> header: a Python dictionary of the three entries <c>descr</c>, <c>fortran_order</c> and <c>shape</c>,
/// for example <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (3, 4), }</c>.
/// </summary>
internal sealed partial class NpyHeaderText
{
    private const int LargestRank = 32;

    private NpyHeaderText()
    {
    }

    public string Type { get; private init; } = "";

    public bool IsFortranOrder { get; private init; }

    public long[] Dimensions { get; private init; } = [];

    /// <exception cref="InvalidDataException">The text is not such a dictionary.</exception>
    public static NpyHeaderText Parse(string text)
    {
        var entries = Entries(text);
        return new()
        {
            Type = Unquoted(Entry(entries, "descr")),
            IsFortranOrder = Entry(entries, "fortran_order") switch
            {
                "True" => true,
                "False" => false,
                var other => throw Invalid($"'fortran_order' must be True or False, but is {other}"),
            },
            Dimensions = Shape(Entry(entries, "shape")),
        };
    }

    private static Dictionary<string, string> Entries(string text)
    {
        var entries = new Dictionary<string, string>();
        var position = Whole(Opening(), text, 0).Length;
        while (NextEntry().Match(text, position) is { Success: true } entry)
        {
            if (!entries.TryAdd(Unquoted(entry.Groups["key"].Value), entry.Groups["value"].Value))
                throw Invalid($"it must have each entry once, but has {entry.Groups["key"].Value} again");
            position += entry.Length;
            // Only a comma separates entries; the last may have one.
            var comma = Comma().Match(text, position);
            position += comma.Length;
            if (comma.Length == 0)
                break;
        }
        Whole(Closing(), text, position);
        return entries;
    }

    private static Match Whole(Regex expected, string text, int position) => expected.Match(text, position) is { Success: true } match
        ? match
        : throw Invalid($"it must be a dictionary of 'descr', 'fortran_order' and 'shape', but at character {position} it is not");

    private static string Entry(Dictionary<string, string> entries, string key) =>
        entries.TryGetValue(key, out var value) ? value : throw Invalid($"it must have the entry '{key}', but has not");

    private static string Unquoted(string value) =>
        value[0] is '\'' or '"' ? value[1..^1] : throw Invalid($"'descr' must be the name of a type, but is {value}");

    private static long[] Shape(string value)
    {
        if (!ShapeTuple().IsMatch(value))
            throw Invalid($"'shape' must be a tuple of numbers, but is {value}");
        // Python 2 wrote its large integers with an L.
        string[] numbers = [.. Number().Matches(value).Select(match => match.Value)];
        if (numbers.Length > LargestRank)
            throw Invalid($"'shape' must have at most {LargestRank} dimensions, but has {numbers.Length}");
        return [.. numbers.Select(number => long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var dimension)
            ? dimension
            : throw Invalid($"'shape' must have dimensions of 64 bits, but has {number}"))];
    }

    private static InvalidDataException Invalid(string message) => new($"its header is malformed: {message}");

    [GeneratedRegex(@"\G\s*\{\s*")]
    private static partial Regex Opening();

    [GeneratedRegex("""\G(?<key>'\w+'|"\w+")\s*:\s*(?<value>'[^']*'|"[^"]*"|True|False|\([^()]*\)|\[[^\[\]]*\])\s*""")]
    private static partial Regex NextEntry();

    [GeneratedRegex(@"\G,\s*")]
    private static partial Regex Comma();

    [GeneratedRegex(@"\G\}\s*\z")]
    private static partial Regex Closing();

    [GeneratedRegex(@"\A\(\s*(?:[0-9]+L?\s*(?:,\s*[0-9]+L?\s*)*,?\s*)?\)\z")]
    private static partial Regex ShapeTuple();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();
}

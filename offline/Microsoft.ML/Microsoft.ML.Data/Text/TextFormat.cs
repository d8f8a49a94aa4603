using System.Text;

namespace Microsoft.ML.Data;

/// <summary>How lines are cut into fields.</summary>
internal sealed class TextFormat
{
    private readonly char[] _separators;
    private readonly bool _quoting;
    private readonly bool _trim;
    private readonly bool _hasHeader;

    public TextFormat(TextLoader.Options options)
    {
        Contracts.CheckUserArg(options.Separators is { Length: > 0 }, nameof(options.Separators), "At least one separator is needed");
        Contracts.CheckUserArg(options.DecimalMarker is '.' or ',', nameof(options.DecimalMarker), "Decimal marker cannot be the '" + options.DecimalMarker + "' character. It must be '.' or ','.");
        Contracts.CheckUserArg(!options.Separators.Contains(options.DecimalMarker), nameof(options.DecimalMarker), "Decimal marker and separator cannot be the same '" + options.DecimalMarker + "' character.");
        _separators = [.. options.Separators];
        _quoting = options.AllowQuoting;
        _trim = options.TrimWhitespace;
        _hasHeader = options.HasHeader;
        MaxRows = options.MaxRows ?? long.MaxValue;
        DecimalMarker = options.DecimalMarker;
        MissingRealsAsNaNs = options.MissingRealsAsNaNs;
    }

    public long MaxRows { get; }

    public char DecimalMarker { get; }

    public bool MissingRealsAsNaNs { get; }

    public string[] ReadHeader(IMultiStreamSource source)
    {
        using var reader = source.OpenTextReader(0);
        return reader.ReadLine() is { } line ? Split(line) : null;
    }

    /// <summary>The lines of all files but the headers and the empty ones.</summary>
    public IEnumerable<string> Lines(IMultiStreamSource source)
    {
        for (var i = 0; i < source.Count; i++)
        {
            using var reader = source.OpenTextReader(i);
            if (_hasHeader) reader.ReadLine();
            while (reader.ReadLine() is { } line)
            {
                if (line.Length > 0) yield return line;
            }
        }
    }

    public string[] Split(string line)
    {
        if (!_quoting || !line.Contains('"')) return [.. line.Split(_separators).Select(Clean)];
        var fields = new List<string>();
        var at = 0;
        do fields.Add(NextField(line, ref at));
        while (at <= line.Length);
        return [.. fields];
    }

    /// <summary>A field starts at the index; afterwards the index is behind the separator, or behind the end by one.</summary>
    private string NextField(string line, ref int at)
    {
        var start = at;
        while (start < line.Length && line[start] == ' ') start++;
        if (start < line.Length && line[start] == '"') return QuotedField(line, start + 1, ref at);
        var end = line.IndexOfAny(_separators, at);
        if (end < 0) end = line.Length;
        var field = line[at..end];
        at = end + 1;
        return Clean(field);
    }

    private string QuotedField(string line, int from, ref int at)
    {
        var field = new StringBuilder();
        for (at = from; at < line.Length; at++)
        {
            if (line[at] != '"') field.Append(line[at]);
            else if (at + 1 < line.Length && line[at + 1] == '"') field.Append(line[at++]);
            else break;
        }

        var end = at < line.Length ? line.IndexOfAny(_separators, at) : -1;
        at = (end < 0 ? line.Length : end) + 1;
        return field.ToString();
    }

    private string Clean(string field) => _trim ? field.TrimEnd() : field;
}

using System.Globalization;

namespace Nidl.ML;

/// <summary>
/// A table of BIDS: tab-separated, the names of the columns in the first line, <c>n/a</c> for what is missing; rows by the key in one
/// column.
/// </summary>
internal sealed class TsvTable
{
    private const string Missing = "n/a";

    private readonly string _path;
    private readonly string[] _columns;
    private readonly Dictionary<string, string[]> _rows = [];

    private TsvTable(string path, string[] columns) => (_path, _columns) = (path, columns);

    /// <summary>Gets the keys in the order of the file.</summary>
    public IEnumerable<string> Keys => _rows.Keys;

    /// <summary>Reads a table.</summary>
    /// <param name="path">The file.</param>
    /// <param name="keyColumn">The column whose values name the rows, each once.</param>
    /// <exception cref="InvalidDataException">It is none; the message names file and line.</exception>
    public static TsvTable Read(string path, string keyColumn)
    {
        using var lines = File.ReadLines(path).GetEnumerator();
        string[] columns = lines.MoveNext() ? lines.Current.Split('\t') : [];
        var key = Array.IndexOf(columns, keyColumn);
        if (key < 0)
            throw new InvalidDataException(
                $"'{path}' must have a column '{keyColumn}' in its first line, but has '{string.Join("', '", columns)}'.");
        var table = new TsvTable(path, columns);
        for (var number = 2; lines.MoveNext(); number++)
            if (lines.Current.Length > 0)
                table.Add(lines.Current.Split('\t'), key, number);
        return table;
    }

    /// <summary>Gets a value as text; empty if it is missing, or the row or the column is.</summary>
    public string Text(string key, string column)
    {
        var index = Array.IndexOf(_columns, column);
        return index >= 0 && _rows.TryGetValue(key, out var row) && row[index] != Missing ? row[index].Trim() : "";
    }

    /// <summary>Gets a value as a number; NaN if it is missing, or the row or the column is.</summary>
    /// <exception cref="InvalidDataException">It is no number.</exception>
    public float Number(string key, string column)
    {
        var text = Text(key, column);
        if (text.Length == 0)
            return float.NaN;
        return float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && float.IsFinite(number)
            ? number
            : throw new InvalidDataException($"'{_path}' must have a number or {Missing} in column '{column}', but '{key}' has '{text}'.");
    }

    private void Add(string[] row, int key, int number)
    {
        if (row.Length != _columns.Length)
            throw new InvalidDataException(
                $"'{_path}' must have {_columns.Length} values in each line, but line {number} has {row.Length}.");
        if (!_rows.TryAdd(row[key], row))
            throw new InvalidDataException($"'{_path}' must have '{row[key]}' in one line, but line {number} has it again.");
    }
}

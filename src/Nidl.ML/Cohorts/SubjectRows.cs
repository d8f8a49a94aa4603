using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>The subject of each row, and the quantity that counts for its subject.</summary>
/// <param name="Subjects">The subject of each row.</param>
/// <param name="Quantities">The quantity of each row, NaN if it is missing.</param>
internal sealed record SubjectRows(IReadOnlyList<string> Subjects, IReadOnlyList<float> Quantities)
{
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">A row has no subject.</exception>
    public static SubjectRows Read(IDataView data, string subjectName, string? quantityName)
    {
        var subjectColumn = Find(data.Schema, "subject", subjectName, TextDataViewType.Instance);
        DataViewSchema.Column[] quantityColumn =
            quantityName is null ? [] : [Find(data.Schema, "stratification", quantityName, NumberDataViewType.Single)];
        using var cursor = UpstreamCursor.Open(data, [subjectColumn, .. quantityColumn]);
        var subject = cursor.GetGetter<ReadOnlyMemory<char>>(subjectColumn);
        var quantity = quantityColumn.Length == 0 ? (ref float value) => value = float.NaN : cursor.GetGetter<float>(quantityColumn[0]);
        var (subjects, quantities) = (new List<string>(), new List<float>());
        ReadOnlyMemory<char> name = default;
        float number = 0;
        while (cursor.MoveNext())
        {
            subject(ref name);
            quantity(ref number);
            if (name.IsEmpty)
                throw new InvalidOperationException(
                    $"Column '{subjectName}' must name a subject in every row, but {RowName.Of(cursor)} has none.");
            subjects.Add(name.ToString());
            quantities.Add(number);
        }
        return new(subjects, quantities);
    }

    /// <summary>Draws a share of the subjects, one of each neighborhood of the quantity.</summary>
    /// <exception cref="ArgumentException">There are fewer than two.</exception>
    public HashSet<string> Draw(double fraction, int seed)
    {
        var subjects = Subjects.Distinct().Order(StringComparer.Ordinal).ToArray();
        if (subjects.Length < 2)
            throw new ArgumentException($"A split by subject needs at least 2 subjects, but the rows have {subjects.Length}.");
        var random = new Random(seed);
        // Subjects of equal quantity come in random order.
        random.Shuffle(subjects);
        var means = Means();
        string[] ordered = [.. subjects.OrderBy(subject => double.IsNaN(means[subject])).ThenBy(subject => means[subject])];
        var count = Math.Clamp((int)Math.Round(fraction * ordered.Length), 1, ordered.Length - 1);
        long Start(int neighborhood) => (long)neighborhood * ordered.Length / count;
        return [.. Enumerable.Range(0, count).Select(
            neighborhood => ordered[random.NextInt64(Start(neighborhood), Start(neighborhood + 1))])];
    }

    // Of the rows of a subject that have one.
    private Dictionary<string, double> Means() =>
        Subjects.Zip(Quantities, (subject, quantity) => (Subject: subject, Quantity: (double)quantity))
            .GroupBy(row => row.Subject)
            .ToDictionary(
                rows => rows.Key, rows => rows.Select(row => row.Quantity).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average());

    private static DataViewSchema.Column Find(DataViewSchema schema, string role, string name, DataViewType type)
    {
        var column = SchemaColumns.Find(schema, role, name, "data");
        return column.Type.Equals(type)
            ? column
            : throw ColumnErrors.Mismatch("data", role, name, type.ToString()!, column.Type.ToString());
    }
}

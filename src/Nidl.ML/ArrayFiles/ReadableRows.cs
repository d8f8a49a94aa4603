using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Nidl.ML;

/// <summary>
/// The rows of a view whose files can be loaded. Which they are is found out by reading every file once, when the first row is asked for;
/// one warning in the log counts and names the others.
/// </summary>
internal sealed class ReadableRows(ArrayView source, ArrayColumn column, IHostEnvironment environment) : IRowNamingView
{
    private const int MostNamed = 10;

    private readonly Lazy<RowSubset> _rows = new(() => Choose(source, column, environment));

    public DataViewSchema Schema => source.Schema;

    /// <summary>Gets false: a row is known by its place among the unshuffled rows.</summary>
    public bool CanShuffle => false;

    public long? GetRowCount() => _rows.Value.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        _rows.Value.GetRowCursor(columnsNeeded);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        _rows.Value.GetRowCursorSet(columnsNeeded, n);

    private static RowSubset Choose(ArrayView source, ArrayColumn column, IHostEnvironment environment)
    {
        var appended = source.Schema[column.Name];
        var (isReadable, failures) = (new List<bool>(), new List<string>());
        using (var cursor = UpstreamCursor.Open(source, [appended]))
        {
            var getter = cursor.GetGetter<VBuffer<float>>(appended);
            VBuffer<float> value = default;
            while (cursor.MoveNext())
                isReadable.Add(TryRead(() => getter(ref value), column.Name, failures));
        }
        if (failures.Count > 0)
            Warn(environment, column, isReadable.Count, failures);
        return RowSubset.Choose(source, [.. isReadable]);
    }

    private static bool TryRead(Action read, string columnName, List<string> failures)
    {
        try
        {
            read();
            return true;
        }
        catch (RowReadException failure) when (failure.Column == columnName && RowReadException.IsOfFile(failure.InnerException))
        {
            failures.Add(failure.Message);
            return false;
        }
    }

    private static void Warn(IHostEnvironment environment, ArrayColumn column, int rows, List<string> failures)
    {
        using var channel = environment.Register(column.Format.MethodName).Start(column.Format.MethodName);
        var named = string.Join(" ", failures.Take(MostNamed));
        var others = failures.Count > MostNamed ? $" And {failures.Count - MostNamed} more." : "";
        channel.Warning(
            MessageSensitivity.None, "{0}",
            $"{failures.Count} of {rows} rows are left out, since their files cannot be loaded. {named}{others}");
    }
}

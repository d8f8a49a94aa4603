using Microsoft.ML.Data;

namespace Nidl.ML.Tests.Data;

/// <summary>
/// A view over columns of any type, one value a row each, given by hand; it hands out what it was given, whatever the type says.
/// </summary>
internal sealed class AuxiliaryView : WatchedView
{
    public int RowCount { get; private set; }

    protected override long ActualRows => RowCount;

    public AuxiliaryView With<T>(string name, DataViewType type, params T[] values)
    {
        Add(name, type, (long row, ref T value) => value = values[row]);
        RowCount = values.Length;
        return this;
    }

    public override long? GetRowCount() => RowCount;
}

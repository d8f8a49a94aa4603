using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>A lazily evaluated, forward-only table.</summary>
public interface IDataView
{
    /// <summary>Whether a cursor honours a random source.</summary>
    bool CanShuffle { get; }

    /// <summary>The one schema instance of this view.</summary>
    DataViewSchema Schema { get; }

    /// <summary>The number of rows, or null when counting would need a pass.</summary>
    long? GetRowCount();

    /// <summary>A cursor over the given columns; shuffled when the view can shuffle and a random source is given.</summary>
    DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null);

    /// <summary>Up to <paramref name="n"/> cursors that partition the rows.</summary>
    DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null);
}

/// <summary>Writes the current row's value into a buffer that the caller owns and reuses.</summary>
public delegate void ValueGetter<TValue>(ref TValue value);

/// <summary>One row: a schema, a position and getters.</summary>
public abstract class DataViewRow : IDisposable
{
    /// <summary>The row's index in its cursor, -1 before the first row and after the last.</summary>
    public abstract long Position { get; }

    /// <summary>The number of the batch the row belongs to; cursors of one set are merged in the order of their batches.</summary>
    public abstract long Batch { get; }

    /// <summary>The schema of the row.</summary>
    public abstract DataViewSchema Schema { get; }

    /// <summary>A getter of the row's identifier.</summary>
    public abstract ValueGetter<DataViewRowId> GetIdGetter();

    /// <summary>Whether values of the column may be asked for.</summary>
    public abstract bool IsColumnActive(DataViewSchema.Column column);

    /// <summary>A getter of an active column; an inactive column or a wrong type throws.</summary>
    public abstract ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the row holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>A row that moves forward.</summary>
public abstract class DataViewRowCursor : DataViewRow
{
    /// <summary>Moves to the next row; false when there is none.</summary>
    public abstract bool MoveNext();
}

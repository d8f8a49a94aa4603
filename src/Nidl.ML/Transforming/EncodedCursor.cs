using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>Walks over rows together with the look-ahead that encodes them. One thread uses it, as ML.NET's contract says.</summary>
internal sealed class EncodedCursor(
    DataViewRowCursor rows, DataViewSchema schema, ActiveColumns active, EncodedColumns columns, EmbeddingLookAhead lookAhead)
    : MappedCursor(rows, new MappedRow(rows, schema, active, columns.Open(rows, () => lookAhead.Current)))
{
    private readonly ValueGetter<DataViewRowId> _idGetter = rows.GetIdGetter();

    public override bool MoveNext()
    {
        if (!base.MoveNext())
            return false;
        DataViewRowId id = default;
        _idGetter(ref id);
        lookAhead.MoveTo(id);
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        try
        {
            if (disposing)
                lookAhead.Dispose();
        }
        finally
        {
            base.Dispose(disposing);
        }
    }
}

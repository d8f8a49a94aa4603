using Microsoft.ML;

namespace Nidl.ML;

/// <summary>Walks over rows while the files of the next ones are read.</summary>
internal sealed class ArrayCursor(DataViewRowCursor rows, MappedRow row, FileReadAhead<float> ahead) : MappedCursor(rows, row)
{
    public override bool MoveNext()
    {
        if (!base.MoveNext())
            return false;
        ahead.MoveNext();
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            ahead.Dispose();
        base.Dispose(disposing);
    }
}

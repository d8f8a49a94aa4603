using Microsoft.ML;

namespace Nidl.ML;

/// <summary>Walks over rows that name files, and reads the current row's. It owns the rows and what reads ahead of them.</summary>
/// <param name="rows">The rows.</param>
/// <param name="files">What reads the files.</param>
/// <param name="ahead">What reads them ahead; null if nothing does.</param>
internal sealed class FileCursor<T>(DataViewRowCursor rows, FileRows<T> files, FileReadAhead<T>? ahead) : FollowingCursor(rows)
    where T : unmanaged
{
    /// <summary>Reads the file of the current row, which has this path, to where its values belong.</summary>
    public void Read(string path, Span<T> values)
    {
        if (ahead is null)
            files.Read(path, values);
        else
            ahead.Read(path, values);
    }

    public override bool MoveNext()
    {
        if (!base.MoveNext())
            return false;
        ahead?.MoveNext();
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        try
        {
            if (disposing)
                ahead?.Dispose();
        }
        finally
        {
            base.Dispose(disposing);
        }
    }
}

using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>A cursor that keeps its own position.</summary>
internal abstract class RootCursorBase : DataViewRowCursor
{
    private long _position = -1;
    private bool _disposed;

    public sealed override long Position => _position;

    protected bool IsGood => _position >= 0;

    public sealed override bool MoveNext()
    {
        if (_disposed) return false;
        if (MoveNextCore())
        {
            _position++;
            return true;
        }

        Dispose();
        return false;
    }

    protected abstract bool MoveNextCore();

    protected void CheckGood() => Contracts.Check(IsGood, "Cannot call ID getter in current state");

    protected override void Dispose(bool disposing)
    {
        if (_disposed) return;
        _position = -1;
        _disposed = true;
        base.Dispose(disposing);
    }
}

/// <summary>A cursor in step with the cursor it reads from.</summary>
internal abstract class SynchronizedCursorBase(DataViewRowCursor input) : DataViewRowCursor
{
    private bool _disposed;

    public sealed override long Position => input.Position;

    public sealed override long Batch => input.Batch;

    protected DataViewRowCursor Input => input;

    public sealed override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override bool MoveNext()
    {
        if (_disposed) return false;
        if (input.MoveNext()) return true;
        Dispose();
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (_disposed) return;
        if (disposing) input.Dispose();
        _disposed = true;
        base.Dispose(disposing);
    }
}

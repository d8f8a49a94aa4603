using System.Runtime.ExceptionServices;

namespace Nidl.ML;

/// <summary>A file that is read on the thread pool, or waits for a thread. A failure is kept for whoever asks for the values.</summary>
internal sealed class FileReading<T>
    where T : unmanaged
{
    private const int Waiting = 0;
    private const int Begun = 1;
    private const int GivenUp = 2;

    private readonly FileRows<T> _rows;
    private readonly Task _task;
    private FileRow<T>? _row;
    private ExceptionDispatchInfo? _failure;
    private int _state = Waiting;

    /// <param name="rows">What reads the file.</param>
    /// <param name="path">The path, as its row has it.</param>
    public FileReading(FileRows<T> rows, string path)
    {
        _rows = rows;
        _task = Task.Run(() => Read(path));
    }

    /// <summary>Sees to it that the file is not read, if no thread has begun.</summary>
    /// <returns>Whether it is not read.</returns>
    public bool GiveUp() => Interlocked.CompareExchange(ref _state, GivenUp, Waiting) != Begun;

    /// <summary>Waits for the values of a file that was not given up; they hold until <see cref="End"/>.</summary>
    public FileRow<T> Wait()
    {
        _task.Wait();
        _failure?.Throw();
        return _row!;
    }

    /// <summary>Waits until no thread reads any more, and gives the memory back.</summary>
    public void End()
    {
        _task.Wait();
        if (_row is not null)
            _rows.Return(_row);
        _row = null;
    }

    /// <summary>Does the same if no thread reads any more.</summary>
    /// <returns>Whether it does not.</returns>
    public bool TryEnd()
    {
        if (!_task.IsCompleted)
            return false;
        End();
        return true;
    }

    private void Read(string path)
    {
        if (Interlocked.CompareExchange(ref _state, Begun, Waiting) != Waiting)
            return;
        try
        {
            _row = _rows.Take(path);
        }
        catch (Exception failure)
        {
            _failure = ExceptionDispatchInfo.Capture(failure);
        }
    }
}

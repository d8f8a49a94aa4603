using System.Collections.Concurrent;
using Microsoft.ML;

namespace Nidl.ML.Tests.Rows;

[TestClass]
public sealed class FileReadAheadTests
{
    private readonly MLContext _ml = new(1);
    private readonly ConcurrentQueue<string> _begun = new();
    private int _running;
    private int _mostRunning;

    [TestMethod]
    public void Read_EveryRow_ReadsEachFileOnceAndNoMoreAtOnceThanTheBudgetAndTheRowItself()
    {
        using (var ahead = Over(40, filesAhead: 3, (_, _) => Thread.Sleep(1)))
            for (var row = 0; row < 40; row++)
            {
                ahead.MoveNext();
                Assert.AreEqual(row, Read(ahead, row));
            }
        CollectionAssert.AreEquivalent(Names(40), _begun.ToArray());
        Assert.IsLessThanOrEqualTo(4, _mostRunning);
    }

    [TestMethod]
    public void Read_FirstRow_BeginsWithTheNextAtOnce()
    {
        using var second = new ManualResetEventSlim();
        using var ahead = Over(3, filesAhead: 3, (name, _) =>
        {
            if (name == "1")
                second.Set();
            else if (name == "0")
                Assert.IsTrue(second.Wait(TimeSpan.FromSeconds(30)), "nothing is read beside the first row");
        });
        ahead.MoveNext();
        Assert.AreEqual(0, Read(ahead, 0));
    }

    [TestMethod]
    public void MoveNext_NoRowRead_ReadsNoFileAndOpensNoCursor()
    {
        var opened = 0;
        using (var ahead = Over(20, filesAhead: 8, (_, _) => { }, () => opened++))
            for (var row = 0; row < 20; row++)
                ahead.MoveNext();
        Assert.IsEmpty(_begun);
        Assert.AreEqual(0, opened);
    }

    [TestMethod]
    [DataRow(10)]
    [DataRow(5)]
    [DataRow(3)]
    public void Read_SomeRows_ReadsNoMoreFilesInVainThanRows(int every)
    {
        const int Rows = 300;
        using (var ahead = Over(Rows, filesAhead: 8, (_, _) => { }))
            for (var row = 0; row < Rows; row++)
            {
                ahead.MoveNext();
                if (row % every == every - 1)
                    Assert.AreEqual(row, Read(ahead, row));
            }
        Assert.IsLessThanOrEqualTo(2 * Rows / every, _begun.Count);
        CollectionAssert.IsSubsetOf(Names(Rows).Where((_, row) => row % every == every - 1).ToArray(), _begun.ToArray());
    }

    [TestMethod]
    public void Read_RowsAfterSomeThatWerePassedOver_NeverRunsMoreThanTheBudget()
    {
        using var release = new ManualResetEventSlim();
        using (var ahead = Over(60, filesAhead: 2, (name, isAhead) => { if (isAhead) release.Wait(); }))
        {
            // Each second row only: what was begun for the others goes on and counts.
            for (var row = 0; row < 60; row++)
            {
                ahead.MoveNext();
                if (row % 2 == 0)
                    Assert.AreEqual(row, Read(ahead, row));
            }
            release.Set();
        }
        Assert.IsLessThanOrEqualTo(3, _mostRunning);
        Assert.IsLessThanOrEqualTo(32, _begun.Count);
    }

    [TestMethod]
    public void Dispose_FileThatIsRead_WaitsForIt()
    {
        using var begun = new ManualResetEventSlim();
        var ended = false;
        var ahead = Over(3, filesAhead: 1, (name, isAhead) =>
        {
            if (!isAhead)
                return;
            begun.Set();
            Thread.Sleep(50);
            Volatile.Write(ref ended, true);
        });
        ahead.MoveNext();
        Read(ahead, 0);
        begun.Wait();
        // Passed over: given up, but a thread is at it.
        ahead.MoveNext();
        ahead.MoveNext();
        ahead.Dispose();
        Assert.IsTrue(Volatile.Read(ref ended));
        ahead.Dispose();
    }

    [TestMethod]
    public void Dispose_FileOfARowThatNobodyReads_ItsFailureIsSilent()
    {
        var unobserved = 0;
        void Count(object? sender, UnobservedTaskExceptionEventArgs e) => Interlocked.Increment(ref unobserved);
        TaskScheduler.UnobservedTaskException += Count;
        try
        {
            FailUnread();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Count;
        }
        Assert.AreEqual(0, unobserved);
    }

    [TestMethod]
    public void Read_FileThatFailedAhead_FailsAtItsRowAlone()
    {
        using var ahead = Over(3, filesAhead: 2, (name, _) => { if (name == "1") throw new InvalidDataException("it is bad"); });
        ahead.MoveNext();
        Assert.AreEqual(0, Read(ahead, 0));
        ahead.MoveNext();
        Error.Is<InvalidDataException>("it is bad", () => Read(ahead, 1));
        ahead.MoveNext();
        Assert.AreEqual(2, Read(ahead, 2));
    }

    private void FailUnread()
    {
        using var failed = new ManualResetEventSlim();
        using var ahead = Over(3, filesAhead: 1, (name, isAhead) =>
        {
            if (!isAhead)
                return;
            failed.Set();
            throw new InvalidDataException("nobody asks");
        });
        ahead.MoveNext();
        Read(ahead, 0);
        failed.Wait();
        ahead.MoveNext();
        ahead.MoveNext();
    }

    private static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(row => $"{row}")];

    private static int Read(FileReadAhead<int> ahead, int row)
    {
        Span<int> values = stackalloc int[1];
        ahead.Read($"{row}", values);
        return values[0];
    }

    // The file of a row holds the row's number.
    private FileReadAhead<int> Over(int rows, int filesAhead, Action<string, bool> whileReading, Action? opening = null)
    {
        var view = _ml.Data.LoadFromEnumerable(Names(rows).Select(name => new PathRow { Path = name }).ToArray());
        var reader = Environment.CurrentManagedThreadId;
        var files = new FileRows<int>(1, 0, path => path, (name, values) =>
        {
            _begun.Enqueue(name);
            var running = Interlocked.Increment(ref _running);
            for (var most = _mostRunning; running > most;)
                most = Interlocked.CompareExchange(ref _mostRunning, running, most);
            try
            {
                whileReading(name, Environment.CurrentManagedThreadId != reader);
                values[0] = int.Parse(name);
            }
            finally
            {
                Interlocked.Decrement(ref _running);
            }
        });
        var column = view.Schema["Path"];
        return new(files, () =>
        {
            opening?.Invoke();
            return view.GetRowCursor([column]);
        }, column, filesAhead * files.RowBytes);
    }

    private sealed class PathRow
    {
        public string Path { get; set; } = "";
    }
}

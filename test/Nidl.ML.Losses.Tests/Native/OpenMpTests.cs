using TorchSharp;

namespace Nidl.ML.Losses.Tests.Native;

/// <summary>The number of threads is the process's, so nothing may run beside it.</summary>
[TestClass]
[DoNotParallelize]
public sealed class OpenMpTests
{
    private const int Threads = 3;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static int s_before;

    [ClassInitialize]
    public static void SetThreads(TestContext context)
    {
        s_before = Libtorch.NumberOfThreads;
        Libtorch.NumberOfThreads = Threads;
    }

    [ClassCleanup]
    public static void ResetThreads() => Libtorch.NumberOfThreads = s_before;

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(97)]
    [DataRow(10_007)]
    public void For_AnyCount_DoesEachTurnOnce(int count)
    {
        var done = new int[count];
        OpenMp.For(count, turn => Interlocked.Increment(ref done[turn]));
        Assert.IsTrue(done.All(times => times == 1));
    }

    [TestMethod]
    public void For_TurnsThatWaitForOneAnother_HaveAThreadEach()
    {
        using var all = new Barrier(Threads);
        var met = 0;
        OpenMp.For(Threads, _ =>
        {
            if (all.SignalAndWait(s_patience))
                Interlocked.Increment(ref met);
        });
        Assert.AreEqual(Threads, met);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void For_AfterAnOperationOfLibtorch_TakesTheThreadsOfBefore()
    {
        var first = ThreadsOfALoop();
        using var values = torch.rand(1 << 20);
        values.add_(1);
        Assert.AreEqual(Threads, first.Count);
        CollectionAssert.AreEquivalent(first.ToArray(), ThreadsOfALoop().ToArray());
    }

    [TestMethod]
    public void For_ThreadThatComputesAlone_StaysOnIt()
    {
        using var one = ThreadShare.One();
        var threads = new HashSet<int>();
        OpenMp.For(100, _ => threads.Add(Environment.CurrentManagedThreadId));
        Assert.AreEqual(Environment.CurrentManagedThreadId, threads.Single());
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(50)]
    [DataRow(999)]
    public void For_TurnThatThrows_ThrowsItHere(int bad)
    {
        var failure = Assert.ThrowsExactly<FormatException>(
            () => OpenMp.For(1000, turn => _ = turn == bad ? throw new FormatException($"turn {turn}") : turn));
        Assert.AreEqual($"turn {bad}", failure.Message);
    }

    [TestMethod]
    public void For_TurnThatThrows_LeavesOutThoseNotBegun()
    {
        using var hasThrown = new ManualResetEventSlim();
        var begun = 0;
        Assert.ThrowsExactly<FormatException>(() => OpenMp.For(100_000, turn =>
        {
            Interlocked.Increment(ref begun);
            if (turn == 0)
            {
                hasThrown.Set();
                throw new FormatException();
            }
            // The failure is caught soon after.
            hasThrown.Wait(s_patience);
            Thread.Sleep(1);
        }));
        Assert.IsLessThan(1000, begun);
    }

    [TestMethod]
    public void For_AfterATurnThrew_DoesTheNextLoop()
    {
        Assert.ThrowsExactly<FormatException>(() => OpenMp.For(Threads, _ => throw new FormatException()));
        For_AnyCount_DoesEachTurnOnce(100);
    }

    [TestMethod]
    public void For_SeveralCallersAtOnce_DoTheirOwnTurns()
    {
        var sums = new long[4];
        var callers = Enumerable.Range(0, sums.Length).Select(caller => new Thread(() =>
        {
            for (var i = 0; i < 200; i++)
                OpenMp.For(50, turn => Interlocked.Add(ref sums[caller], turn * (caller + 1)));
        })).ToArray();
        foreach (var caller in callers)
            caller.Start();
        foreach (var caller in callers)
            caller.Join();
        CollectionAssert.AreEqual(new long[] { 245_000, 490_000, 735_000, 980_000 }, sums);
    }

    [TestMethod]
    public void For_TurnsThatAllocate_LeaveTheCollectorToItsWork()
    {
        var total = 0L;
        OpenMp.For(1000, turn =>
        {
            var values = new int[10_000];
            Array.Fill(values, turn);
            if (turn % 100 == 0)
                GC.Collect();
            Interlocked.Add(ref total, values[^1]);
        });
        Assert.AreEqual(499_500, total);
    }

    // Each waits for the others, so that none takes two turns.
    private static HashSet<int> ThreadsOfALoop()
    {
        using var all = new Barrier(Threads);
        var threads = new HashSet<int>();
        OpenMp.For(Threads, _ =>
        {
            lock (threads)
                threads.Add(Environment.CurrentManagedThreadId);
            all.SignalAndWait(s_patience);
        });
        return threads;
    }
}

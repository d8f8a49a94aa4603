using TorchSharp;

namespace Nidl.ML.Losses.Tests.Native;

/// <summary>The number of threads is the process's, so nothing may run beside it.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ThreadShareTests
{
    [TestMethod]
    public void One_UntilItIsDisposed_HoldsForTheCallingThreadAlone() => WithThreads(3, () =>
    {
        using (ThreadShare.One())
        {
            Assert.AreEqual(1, torch.get_num_threads());
            Assert.AreEqual(3, OnAnotherThread(torch.get_num_threads));
        }
        Assert.AreEqual(3, torch.get_num_threads());
    });

    [TestMethod]
    public void Whole_OnAThreadThatLibtorchGaveAnotherNumber_IsTheNumberThatWasSet() => WithThreads(2, () =>
    {
        using var isSet = new ManualResetEventSlim();
        using var hasBegun = new ManualResetEventSlim();
        var (before, within, after) = (0, 0, 0);
        var thread = new Thread(() =>
        {
            before = torch.get_num_threads();
            hasBegun.Set();
            isSet.Wait();
            using (ThreadShare.Whole())
                within = torch.get_num_threads();
            after = torch.get_num_threads();
        });
        thread.Start();
        hasBegun.Wait();
        Libtorch.NumberOfThreads = 3;
        isSet.Set();
        thread.Join();
        Assert.AreEqual((2, 3, 2), (before, within, after));
    });

    private static int OnAnotherThread(Func<int> ask)
    {
        var answer = 0;
        var thread = new Thread(() => answer = ask());
        thread.Start();
        thread.Join();
        return answer;
    }

    private static void WithThreads(int number, Action test)
    {
        var before = Libtorch.NumberOfThreads;
        try
        {
            Libtorch.NumberOfThreads = number;
            test();
        }
        finally
        {
            Libtorch.NumberOfThreads = before;
        }
    }
}

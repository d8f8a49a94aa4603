using TorchSharp;

namespace Nidl.ML.Losses.Tests.Native;

/// <summary>The number of threads is the process's, so nothing may run beside it.</summary>
[TestClass]
[DoNotParallelize]
public sealed class LibtorchTests
{
    [TestMethod]
    public void NumberOfThreads_Set_IsLibtorchs()
    {
        var before = Libtorch.NumberOfThreads;
        try
        {
            Libtorch.NumberOfThreads = before + 1;
            Assert.AreEqual(before + 1, torch.get_num_threads());
            Assert.AreEqual(before + 1, Libtorch.NumberOfThreads);
        }
        finally
        {
            Libtorch.NumberOfThreads = before;
        }
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(-1)]
    [DataRow(1025)]
    public void NumberOfThreads_ThatLibtorchCannotUse_IsRefused(int number)
    {
        var before = torch.get_num_threads();
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Libtorch.NumberOfThreads = number);
        Assert.AreEqual($"NumberOfThreads must be from 1 to 1024, but '{number}' was given. (Parameter 'value')", error.Message);
        Assert.AreEqual(before, torch.get_num_threads());
    }
}

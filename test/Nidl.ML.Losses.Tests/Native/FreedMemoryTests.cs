using System.Globalization;
using static TorchSharp.torch;

namespace Nidl.ML.Losses.Tests.Native;

[TestClass]
[DoNotParallelize]
public sealed class FreedMemoryTests
{
    private const int Bytes = 16 << 20;
    private const int Rounds = 20;

    // A new page costs a fault of the thread that first writes to it.
    [TestMethod]
    public void Keep_BlocksAgainAndAgain_AreNotNewPages()
    {
        Libtorch.Load();
        if (!OperatingSystem.IsLinux() || FreedMemory.IsSetByUser(Environment.GetEnvironmentVariable))
            return; // glibc's heap alone is told
        var faults = 0L;
        // A heap of a thread's own, not the first thread's.
        var thread = new Thread(() => faults = Faults());
        thread.Start();
        thread.Join();
        Assert.IsLessThan(Rounds * Bytes / Environment.SystemPageSize / 4, faults);
    }

    [TestMethod]
    public void GiveBack_Always_LeavesTheProcessAsItIs()
    {
        using var values = arange(1000);
        FreedMemory.GiveBack();
        Assert.AreEqual(499_500L, values.sum().item<long>());
    }

    [TestMethod]
    [DataRow("MALLOC_TRIM_THRESHOLD_", "1", true)]
    [DataRow("MALLOC_TOP_PAD_", "1", true)]
    [DataRow("MALLOC_MMAP_THRESHOLD_", "1", true)]
    [DataRow("MALLOC_MMAP_MAX_", "0", true)]
    [DataRow("GLIBC_TUNABLES", "glibc.cpu.x86_ibt=off:glibc.malloc.hugetlb=1", true)]
    [DataRow("GLIBC_TUNABLES", "glibc.cpu.x86_ibt=off", false)]
    [DataRow("PATH", "x", false)]
    public void IsSetByUser_Environment_IsLookedAt(string name, string value, bool expected) =>
        Assert.AreEqual(expected, FreedMemory.IsSetByUser(asked => asked == name ? value : null));

    private static long Faults()
    {
        // glibc sets the splinters of the first aligned blocks aside, and the blocks lie beside one another until it has enough of them.
        for (var round = 0; round < Rounds; round++)
            Use();
        var before = MinorFaults();
        for (var round = 0; round < Rounds; round++)
            Use();
        return MinorFaults() - before;
    }

    private static void Use()
    {
        using var block = empty(Bytes, ScalarType.Byte);
        block.bytes.Fill(1);
    }

    // The tenth field of the line, after the command's name in parentheses.
    private static long MinorFaults()
    {
        var line = File.ReadAllText("/proc/thread-self/stat");
        return long.Parse(line[(line.LastIndexOf(')') + 2)..].Split(' ')[7], CultureInfo.InvariantCulture);
    }
}

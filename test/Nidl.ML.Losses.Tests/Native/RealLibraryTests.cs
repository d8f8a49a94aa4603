using System.Runtime.InteropServices;

namespace Nidl.ML.Losses.Tests.Native;

/// <summary>The file of the package, or one that somebody lowered in the package cache, so that it loads without our help.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class RealLibraryTests
{
    private delegate uint Crc32C(uint crc, byte[] value, ulong length);

    [TestMethod]
    public void Lower_FileOfThePackage_GivesTheBytesOfAnotherImplementation()
    {
        var library = RealLibrary.Bytes;
        if (RealLibrary.IsUntouched)
            SymbolVersions.Lower(library);
        else
            Assert.AreEqual(
                $"the file is not of the expected kind: it has 0 imports of '{SmallLibrary.Initializer}', not 1",
                Assert.ThrowsExactly<InvalidDataException>(() => SymbolVersions.Lower(library)).Message);

        Assert.AreEqual(RealLibrary.Lowered, RealLibrary.Sha256(library));
    }

    [TestMethod]
    public void Lower_FileEndedAnywhere_IsRefused()
    {
        var library = RealLibrary.Bytes;
        for (var length = 0L; length < library.Length; length += 1 + length / 16)
            Assert.ThrowsExactly<InvalidDataException>(() => SymbolVersions.Lower(library[..(int)length]), $"{length} bytes");
    }

    [TestMethod]
    public void Load_LoweredFileFromMemory_RunsItsFunctions()
    {
        Libtorch.Load();
        var library = RealLibrary.Bytes;
        if (RealLibrary.IsUntouched)
            SymbolVersions.Lower(library);

        var loaded = MemoryLibrary.Load("a second LibTorchSharp", library);

        var crc = Marshal.GetDelegateForFunctionPointer<Crc32C>(NativeLibrary.GetExport(loaded, "crc32c_append"));
        Assert.AreEqual(0xE3069283, crc(0, "123456789"u8.ToArray(), 9)); // the check value of CRC-32C (RFC 3720)
    }

    [TestMethod]
    public void Load_BytesThatAreNoLibrary_AreRefusedByTheLoader() =>
        Assert.ThrowsExactly<DllNotFoundException>(() => MemoryLibrary.Load("no library", new byte[4096]));

    [TestMethod]
    public void Load_Here_TakesTheCopyOnlyWhereTheFileItselfCannotBeLoaded()
    {
        Libtorch.Load();

        var mapped = File.ReadLines("/proc/self/maps").ToList();
        var needsCopy = RealLibrary.IsUntouched && RealLibrary.IsSystemOlder;
        Assert.AreEqual(needsCopy, mapped.Any(line => line.Contains("/memfd:LibTorchSharp ", StringComparison.Ordinal)));
        Assert.AreEqual(!needsCopy, mapped.Any(line => line.EndsWith("/libLibTorchSharp.so", StringComparison.Ordinal)));
        // Where TorchSharp copies the packages' native files if it finds no library.
        Assert.IsFalse(Directory.Exists(Path.Combine(AppContext.BaseDirectory, "cpu")));
    }
}

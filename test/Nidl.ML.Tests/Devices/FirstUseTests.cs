using Nidl.ML.Tests.Persistence;

namespace Nidl.ML.Tests.Native;

/// <summary>Whatever of ours a process uses first: it loads the native library, or says what is wrong.</summary>
[TestClass]
public sealed class FirstUseTests
{
    [TestMethod]
    [DataRow("CreateLosses")]
    [DataRow("CreateModule")]
    [DataRow("Fit")]
    [DataRow("FitProbe")]
    [DataRow("GetEmbeddingDimension")]
    [DataRow("Load")]
    [DataRow("Measure")]
    [DataRow("Summary")]
    public void FirstUse_WithoutTheNativeLibrary_NamesThePackageToAdd(string way) => NamesThePackage(FirstUse.WithoutLibtorch(way));

    [TestMethod]
    [DataRow("LoadByMLNet")]
    [DataRow("LoadModel")]
    public void FirstUse_OfAModelFileWithoutTheNativeLibrary_NamesThePackageToAdd(string way)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["model.zip"], SavedModel.Chain);
        NamesThePackage(FirstUse.WithoutLibtorch(way, folder["model.zip"]));
    }

    [TestMethod]
    public void FirstUse_OfATorchScriptFileWithoutTheNativeLibrary_NamesThePackageToAdd() =>
        NamesThePackage(FirstUse.WithoutLibtorch("ReadTorchScript", TorchScripts.PathOf("tanh.pt")));

    [TestMethod]
    [DataRow("CreateLosses")]
    [DataRow("Fit")]
    [DataRow("Summary")]
    [DataRow("UseTorchAfterLoad")]
    [DataRow("UseTorchAfterOptions")]
    public void FirstUse_WithTheNativeLibrary_LoadsIt(string way) => Assert.AreEqual("done", FirstUse.WithLibtorch(way));

    private static void NamesThePackage(string thrown)
    {
        var system = OperatingSystem.IsWindows() ? "win-x64" : OperatingSystem.IsMacOS() ? "osx-arm64" : "linux-x64";
        Assert.StartsWith(
            "DllNotFoundException: TorchSharp 0.107.0 needs libtorch 2.10.0, but the application has none; "
            + $"add it: dotnet add package libtorch-cpu-{system} --version 2.10.0 (",
            thrown);
    }
}

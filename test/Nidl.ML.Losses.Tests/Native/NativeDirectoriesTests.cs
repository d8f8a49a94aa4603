namespace Nidl.ML.Losses.Tests.Native;

[TestClass]
public sealed class NativeDirectoriesTests
{
    [TestMethod]
    public void Find_FileOfTheApplication_GivesItsPath() =>
        Assert.AreEqual(
            Path.Combine(AppContext.BaseDirectory, "Nidl.ML.Losses.Tests.dll"), NativeDirectories.Find("Nidl.ML.Losses.Tests.dll"));

    [TestMethod]
    public void Find_FileOfTheTestsNativeFolder_GivesAPathThatIsThere() =>
        Assert.IsTrue(File.Exists(NativeDirectories.Find(LibtorchPackage.FileOfAll)));

    [TestMethod]
    public void Find_NoSuchFile_GivesNull() => Assert.IsNull(NativeDirectories.Find("libNobodyHasThis.so"));
}

namespace Nidl.ML.Losses.Tests.Native;

/// <summary>The messages of an application that has the package; those without it are the first uses' tests'.</summary>
[TestClass]
public sealed class LoadFailureTests
{
    private static readonly Exception Cause = new IOException("the cause");

    [TestMethod]
    public void Message_OnOlderLinux_NamesTheVersionAndTheSystemsThatHaveIt()
    {
        var failure = LoadFailure.OnOlderLinux(Cause);

        Assert.AreEqual(
            "TorchSharp 0.107.0 needs GLIBCXX_3.4.32 of libstdc++, which this system lacks and Debian 13, Ubuntu 24.04, Fedora 39, RHEL 10 "
            + "and later systems have, and a copy of its library that needs less cannot be loaded: the cause.",
            failure.Message);
        Assert.AreSame(Cause, failure.Cause);
    }

    [TestMethod]
    public void Of_TorchSharpThatFailedBefore_NamesTheCallThatComesFirst() =>
        Assert.AreEqual(
            "TorchSharp 0.107.0 was used before Nidl.ML and could not load libtorch then; the application must call Libtorch.Load() "
            + "before its first use of torch.",
            LoadFailure.Of(new TypeInitializationException("TorchSharp.torch", Cause)).Message);

    [TestMethod]
    public void Of_OtherFailure_NamesIt() =>
        Assert.AreEqual(
            "TorchSharp 0.107.0 needs libtorch 2.10.0, but fails with the one that the application has: the cause",
            LoadFailure.Of(Cause).Message);
}

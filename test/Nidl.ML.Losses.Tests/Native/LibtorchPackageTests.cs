using System.Reflection;
using TorchSharp;

namespace Nidl.ML.Losses.Tests.Native;

[TestClass]
public sealed class LibtorchPackageTests
{
    [TestMethod]
    public void Versions_OfThePackages_AreThoseOfTheAssembliesThatRun()
    {
        var informational = typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        Assert.AreEqual(LibtorchPackage.TorchSharpVersion, informational.Split('+')[0]);
        Assert.AreEqual(LibtorchPackage.Version, torch.NormalizeNuGetVersion(torch.__version__));
    }

    [TestMethod]
    public void IsThere_InTheTests_IsTrue() => Assert.IsTrue(LibtorchPackage.IsThere);

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void Add_OnLinux_NamesThePackages()
    {
        Assert.AreEqual("dotnet add package libtorch-cpu-linux-x64 --version 2.10.0", LibtorchPackage.AddCpu);
        Assert.AreEqual("dotnet add package libtorch-cuda-12.8-linux-x64 --version 2.10.0", LibtorchPackage.AddCuda);
        Assert.AreEqual($"for CUDA, add the package to the application: {LibtorchPackage.AddCuda}", LibtorchPackage.CudaAdvice);
    }
}

using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Training;

[TestClass]
[TestCategory(TestDevice.Category)]
public sealed class ComputeDeviceTests
{
    // No machine has this many.
    private const int Missing = 99;

    [TestMethod]
    public void Resolve_Cpu_IsTheCpu() => Assert.AreEqual(DeviceType.CPU, ComputeDevice.Resolve("cpu", null).type);

    [TestMethod]
    public void Resolve_Nothing_TakesCudaIfThereIsOne() =>
        Assert.AreEqual(cuda.is_available() ? DeviceType.CUDA : DeviceType.CPU, ComputeDevice.Resolve(null, new MLContext()).type);

    [TestMethod]
    public void Resolve_MissingCudaDevice_NamesThePackageToAdd() =>
        Error.Is<InvalidOperationException>(
            $"Device 'cuda:{Missing}' needs CUDA device {Missing}, but libtorch finds {DeviceCount} CUDA devices; {Advice}",
            () => ComputeDevice.Resolve($"cuda:{Missing}", null));

    [TestMethod]
    public void Resolve_MissingGpuOfTheContext_NamesIt() =>
        Error.Is<InvalidOperationException>(
            $"GpuDeviceId {Missing} of the MLContext needs CUDA device {Missing}, but libtorch finds {DeviceCount} CUDA devices; {Advice}",
            () => ComputeDevice.Resolve(null, new MLContext { GpuDeviceId = Missing }));

    [TestMethod]
    public void Resolve_MissingGpuOfTheContextWithFallback_IsTheCpu() =>
        Assert.AreEqual(DeviceType.CPU, ComputeDevice.Resolve(null, new MLContext { GpuDeviceId = Missing, FallbackToCpu = true }).type);

    [TestMethod]
    public void Resolve_OptionBesideTheContext_Wins() =>
        Assert.AreEqual(DeviceType.CPU, ComputeDevice.Resolve("cpu", new MLContext { GpuDeviceId = Missing }).type);

    [TestMethod]
    public void Fit_MissingCudaDevice_StopsBeforeTheFirstStep()
    {
        var recorder = new StepRecorder();
        var error = Assert.ThrowsExactly<InvalidOperationException>(() =>
            Tiny.FitVectors(VectorView.Random(8, 3), Tiny.Options with { Device = $"cuda:{Missing}", Callbacks = [recorder] }));
        Assert.StartsWith($"Device 'cuda:{Missing}' needs CUDA device {Missing}, but libtorch finds", error.Message);
        Assert.IsEmpty(recorder.Calls);
    }

    private static int DeviceCount => cuda.is_available() ? cuda.device_count() : 0;

    private static string Advice =>
        "for CUDA, add the package to the application: "
        + $"dotnet add package libtorch-cuda-12.8-{(OperatingSystem.IsWindows() ? "win" : "linux")}-x64 --version 2.10.0";
}

using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Benchmarks;

/// <summary>
/// Trains on the CPU and on a GPU, compares the two, and writes one report with the results of the device tests, to send back.
/// `gpu-check REPORT [TEST-OUTPUT] [DEVICE]`; the device is "cuda" unless another is named. Ends with 0 if all is well, 1 if not, 3 if there is
/// no CUDA device.
/// </summary>
internal static class GpuCheck
{
    private const int Failed = 1;
    private const int NoDevice = 3;

    public static void Run(string[] arguments)
    {
        if (arguments.Length is 0 or > 3)
            throw new ArgumentException("gpu-check needs the path of its report, and may be given the tests' output and a device.");
        var device = arguments.ElementAtOrDefault(2) ?? "cuda";
        var isThere = !device.StartsWith("cuda", StringComparison.Ordinal) || cuda.is_available();
        var tests = arguments.Length > 1 ? TestOutput.Read(arguments[1]) : null;

        Console.WriteLine("gpu-check: training on the CPU, a quarter of a minute or so");
        using var onCpu = DeviceRun.Train("cpu");
        Console.WriteLine(isThere ? $"gpu-check: training on {device}" : "gpu-check: no CUDA device, so there is nothing to compare with");
        using var onDevice = isThere ? DeviceRun.Train(device) : null;
        var agreement = onDevice is null ? null : Agreement.Of(onCpu, onDevice);

        var report = new GpuCheckReport(onCpu, onDevice, agreement, tests);
        report.Write(arguments[0]);
        Console.WriteLine($"gpu-check: {report.Verdict}");
        Console.WriteLine($"gpu-check: report in {arguments[0]}");
        Environment.ExitCode = report.HasFailed ? Failed : isThere ? 0 : NoDevice;
    }
}

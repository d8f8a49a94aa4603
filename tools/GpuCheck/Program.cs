using System.CommandLine;
using Nidl.ML.GpuCheck;
using Nidl.ML.Losses;
using static TorchSharp.torch;

// dotnet run -c Release --project tools/GpuCheck -p:Cuda=true
const int Failed = 1;
const int NoDevice = 3;

var report = new Option<FileInfo>("--report") { Description = "the page to write",
    DefaultValueFactory = _ => new(Path.Combine(DeviceTests.RepositoryRoot, "artifacts", "gpu-check.md")) };
var device = new Option<string>("--device") { Description = "cuda, cuda:1 and so on; cpu compares the CPU with itself",
    DefaultValueFactory = _ => "cuda" };
var noTests = new Option<bool>("--no-tests") { Description = "trains only, and leaves the device tests out" };
var command = new RootCommand(
    "Trains on the CPU and on a GPU, compares the two, runs the tests about devices, and writes one page to send back. "
    + "Ends with 0 if all is well, 1 if not, 3 if there is no CUDA device.") { report, device, noTests };
command.SetAction(result => Check(result.GetRequiredValue(report).FullName, result.GetRequiredValue(device), !result.GetValue(noTests)));
return command.Parse(args).Invoke();

static int Check(string path, string device, bool runsTests)
{
    Libtorch.Load();
    var isThere = !device.StartsWith("cuda", StringComparison.Ordinal) || cuda.is_available();
    var tests = runsTests ? DeviceTests.Run() : null;
    Console.WriteLine("gpu-check: training on the CPU, a quarter of a minute or so");
    using var onCpu = DeviceRun.Train("cpu");
    Console.WriteLine(isThere ? $"gpu-check: training on {device}" : "gpu-check: no CUDA device, so there is nothing to compare with");
    using var onDevice = isThere ? DeviceRun.Train(device) : null;

    var page = new GpuCheckReport(onCpu, onDevice, onDevice is null ? null : Agreement.Of(onCpu, onDevice), tests);
    page.Write(path);
    Console.WriteLine($"gpu-check: {page.Verdict}");
    Console.WriteLine($"gpu-check: report in {path}");
    return page.HasFailed ? Failed : isThere ? 0 : NoDevice;
}

using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.GpuCheck;

/// <summary>The page to send back, in Markdown.</summary>
internal sealed class GpuCheckReport(DeviceRun onCpu, DeviceRun? onDevice, Agreement? agreement, TestOutput? tests)
{
    private readonly StringBuilder _page = new();

    public bool HasFailed =>
        tests is { IsGood: false } || agreement is { IsGood: false } || !onCpu.Epochs.All(epoch => double.IsFinite(epoch.Loss));

    /// <summary>Gets the result in a sentence.</summary>
    public string Verdict =>
        HasFailed ? "FAILED: see the report"
        : onDevice is null ? $"NO CUDA DEVICE: libtorch finds none, so only the CPU was checked."
        : onDevice.Device == "cpu" ? "PASSED, on the CPU"
        : "PASSED";

    private string DeviceName => onDevice?.Device ?? "no CUDA device";

    private static AssemblyName TorchSharpAssembly => typeof(torch).Assembly.GetName();

    public void Write(string path)
    {
        Line(
            "# GPU check of Nidl.ML "
            + $"{typeof(EmbeddingTransformer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion}");
        Line($"\n**{Verdict}**");
        AddMachine();
        AddTests();
        AddTraining();
        AddAgreement();
        AddSpeed();
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        File.WriteAllText(path, _page.ToString());
    }

    private void AddMachine()
    {
        Table("Machine", "| what | |", "|---|---|");
        Line($"| date | {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC |");
        Line(
            $"| system | {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, "
            + $"{Environment.ProcessorCount} processors |");
        Line($"| .NET | {RuntimeInformation.FrameworkDescription} |");
        Line($"| TorchSharp | {TorchSharpAssembly.Version} |");
        Line($"| libtorch | {__version__}, {get_num_threads()} threads |");
        Line($"| CUDA devices that libtorch finds | {(cuda.is_available() ? cuda.device_count() : 0)} |");
        Line(
            "| GPU, driver, "
            + "memory in MB | "
            + $"{NvidiaSmi.Query("name,driver_version,memory.total")?.ReplaceLineEndings("; ") ?? "nvidia-smi does not answer"} |");
    }

    private void AddTests()
    {
        Line("\n## Device tests\n");
        Line(
            tests is null
                ? "Not run."
                : $"{tests.Passed} passed, {tests.Failed} failed{(tests.IsGood ? "" : ", or ended early")}, "
                    + $"on {(cuda.is_available() ? "CUDA" : "the CPU")}.");
        if (tests is { IsGood: false })
            Line($"\n```\n{string.Join('\n', tests.Lines)}\n```");
    }

    private void AddTraining()
    {
        Table(
            $"Training: SimCLR, {DeviceRun.TrainingImages} images of 1x28x28, loss of each epoch",
            $"| epoch | cpu | {DeviceName} | difference |", "|---:|---:|---:|---:|");
        for (var i = 0; i < onCpu.Epochs.Count; i++)
        {
            var (expected, actual) = (onCpu.Epochs[i].Loss, onDevice?.Epochs[i].Loss);
            Line($"| {i + 1} | {expected:F5} | {actual:F5} | {(actual - expected) / expected:P3} |");
        }
    }

    private void AddAgreement()
    {
        if (agreement is null)
            return;
        Table("Agreement with the CPU", "| what | largest difference | at most | |", "|---|---:|---:|---|");
        Line(
            $"| losses of the training | {agreement.Loss:E1} | {Agreement.LossTolerance} | "
            + $"{Word(agreement.Loss <= Agreement.LossTolerance)} |");
        Line(
            $"| embeddings of {DeviceRun.TestImages} new images by the same weights | {agreement.Embeddings:E1} | "
            + $"{Agreement.EmbeddingTolerance} | {Word(agreement.Embeddings <= Agreement.EmbeddingTolerance)} |");
    }

    private void AddSpeed()
    {
        Table("Speed and memory", $"| | cpu | {DeviceName} |", "|---|---:|---:|");
        Line($"| training, images a second | {onCpu.TrainedPerSecond:F0} | {onDevice?.TrainedPerSecond:F0} |");
        Line($"| embedding, images a second | {onCpu.EmbeddedPerSecond:F0} | {onDevice?.EmbeddedPerSecond:F0} |");
        Line(
            $"| peak memory, MB | {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:F0} (process) | "
            + $"{(onDevice?.PeakGpuMegabytes is { } peak ? $"{peak} (GPU, all processes)" : "")} |");
    }

    private static string Word(bool isGood) => isGood ? "good" : "**too far**";

    private void Table(string heading, string columns, string alignment) => Line($"\n## {heading}\n\n{columns}\n{alignment}");

    private void Line(string text) => _page.Append(text).Append('\n');
}

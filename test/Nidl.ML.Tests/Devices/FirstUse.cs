using System.Diagnostics;

namespace Nidl.ML.Tests.Native;

/// <summary>Runs the program whose first use of the native library is the one named.</summary>
internal static class FirstUse
{
    private const string Program = "Nidl.ML.FirstUse";

    /// <summary>Runs it from the tests' folder, which has the native library.</summary>
    /// <returns>The last line that it writes: "done" or what was thrown.</returns>
    public static string WithLibtorch(params string[] arguments) => Run(AppContext.BaseDirectory, arguments);

    /// <summary>Runs it from its own folder, which has none.</summary>
    /// <returns>The last line that it writes: "done" or what was thrown.</returns>
    public static string WithoutLibtorch(params string[] arguments)
    {
        var tests = new DirectoryInfo(AppContext.BaseDirectory);
        return Run(Path.Combine(tests.Parent!.Parent!.FullName, Program, tests.Name), arguments);
    }

    private static string Run(string folder, string[] arguments)
    {
        var host = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
        var start = new ProcessStartInfo(host) { RedirectStandardOutput = true, RedirectStandardError = true };
        // TorchSharp looks into NuGet's folder for what the application lacks.
        start.Environment["NUGET_PACKAGES"] = Path.Combine(folder, "no-packages");
        start.ArgumentList.Add(Path.Combine(folder, Program + ".dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var lines = process.StandardError.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        _ = output.Result;
        return lines.Length == 0 ? "" : lines[^1];
    }
}

using System.Diagnostics;

namespace Nidl.ML.Benchmarks;

/// <summary>This program in a process of its own.</summary>
internal static class ThisProgram
{
    /// <summary>Says how it starts with these arguments.</summary>
    public static ProcessStartInfo Start(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(ThisProgram).Assembly.Location);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }

    /// <summary>Runs it and gives what it prints, if that is redirected.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static string Run(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var output = start.RedirectStandardOutput ? process.StandardOutput.ReadToEnd() : "";
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"`{string.Join(' ', start.ArgumentList)}` ended with code {process.ExitCode}.");
    }
}

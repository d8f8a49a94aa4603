using System.Diagnostics;

namespace Nidl.ML.Tests.Persistence;

/// <summary>Runs the program that loads a model and prints what it gives, in a process of its own.</summary>
internal static class FreshProcess
{
    public static string[] Run(params string[] arguments)
    {
        var (code, lines, errors) = Start(arguments);
        Assert.AreEqual(0, code, errors);
        return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>Runs it where it must fail, and gives what it says.</summary>
    public static string Fail(params string[] arguments)
    {
        var (code, _, errors) = Start(arguments);
        Assert.AreNotEqual(0, code);
        return errors;
    }

    private static (int Code, string Lines, string Errors) Start(string[] arguments)
    {
        var host = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
        var start = new ProcessStartInfo(host) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Nidl.ML.FreshProcess.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        // Bits are compared, so the other process computes with the same libraries as this one.
        if (TrustedConvolutions.IsOff)
            start.Environment[TrustedConvolutions.Variable] = "off";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var lines = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, lines, errors.Result);
    }
}

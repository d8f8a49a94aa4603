using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Nidl.ML.GpuCheck;

/// <summary>Asks the driver's own program, which comes with every driver.</summary>
internal static class NvidiaSmi
{
    /// <summary>Gets properties of one GPU, or a line for each; null if there is no such program or it has no answer.</summary>
    /// <param name="properties">Names of properties, with commas.</param>
    /// <param name="index">The GPU; all if null.</param>
    public static string? Query(string properties, int? index = null)
    {
        var start = new ProcessStartInfo("nvidia-smi") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add($"--query-gpu={properties}");
        start.ArgumentList.Add("--format=csv,noheader,nounits");
        if (index is { } one)
            start.ArgumentList.Add($"--id={one.ToString(CultureInfo.InvariantCulture)}");
        try
        {
            using var process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            var output = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 && output.Length > 0 ? output : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}

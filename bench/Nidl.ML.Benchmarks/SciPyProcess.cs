using System.Diagnostics;
using System.Globalization;

namespace Nidl.ML.Benchmarks;

/// <summary>A Python process that does to volumes, one at a time, what the reference does, and says how long it took.</summary>
internal sealed class SciPyProcess : IDisposable
{
    private readonly Process _process;

    public SciPyProcess(int side, int count)
    {
        var python = Environment.GetEnvironmentVariable("PYTHON") ?? "/usr/bin/python3";
        var start = new ProcessStartInfo(python) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in new[] { Path.Combine(AppContext.BaseDirectory, "volumes.py"), $"{side}", $"{count}" })
            start.ArgumentList.Add(argument);
        _process = Process.Start(start) ?? throw new InvalidOperationException($"'{python}' could not be started.");
    }

    /// <summary>Lets one operation run over all volumes.</summary>
    /// <returns>The milliseconds that it took there.</returns>
    public double Measure(string operation)
    {
        _process.StandardInput.WriteLine(operation);
        _process.StandardInput.Flush();
        var answer = _process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException("Python with SciPy ended: install python3-scipy, or name another Python in PYTHON.");
        return double.Parse(answer, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}

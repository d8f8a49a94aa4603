using System.Diagnostics;

namespace Nidl.ML.Mpi.Tests;

/// <summary>Starts the worker program as several processes, by the launcher of an MPI library.</summary>
internal sealed class Launcher
{
    private const string MpichProgram = "mpiexec.mpich";
    private const string OpenMpiProgram = "mpirun.openmpi";

    private readonly string _program;
    private readonly string[] _options;

    private Launcher(string program, params string[] options) => (_program, _options) = (program, options);

    /// <summary>Gets the names of the families, for rows of data.</summary>
    public static IEnumerable<string> Families => ["MPICH", "Open MPI"];

    /// <summary>What came of a program.</summary>
    public sealed record Outcome(int ExitCode, string Output, TimeSpan Duration);

    /// <summary>Gets the launcher of a family.</summary>
    public static Launcher Of(string family) => family == "MPICH"
        ? new(MpichProgram)
        : new(OpenMpiProgram, "--allow-run-as-root", "--oversubscribe", "--bind-to", "none");

    /// <summary>Runs a program that must end well in every process, each of which must be in a group of all.</summary>
    public string Run(int processes, params string[] program)
    {
        var outcome = RunToEnd(processes, program);
        Assert.AreEqual(0, outcome.ExitCode, outcome.Output);
        for (var rank = 0; rank < processes; rank++)
            StringAssert.Contains(outcome.Output, $"process {rank} of {processes} has ended well");
        return outcome.Output;
    }

    /// <summary>Runs a program to its end, whatever it is.</summary>
    public Outcome RunToEnd(int processes, params string[] program)
    {
        var clock = Stopwatch.StartNew();
        using var running = Start(processes, program);
        var output = running.Output.Result;
        return new(running.ExitCode, output, clock.Elapsed);
    }

    /// <summary>Starts a program.</summary>
    public Running Start(int processes, params string[] program)
    {
        var start = new ProcessStartInfo(_program) { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments = [
            .. _options, "-n", $"{processes}", DotNet, Path.Combine(AppContext.BaseDirectory, "Nidl.ML.Mpi.Worker.dll"), .. program];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["OMP_NUM_THREADS"] = "1";
        // By default the runtime collects when as much is new as the processor's last cache holds, hundreds of megabytes on some: nobody
        // could tell that from memory that is never freed.
        start.Environment["DOTNET_GCgen0size"] = "0x400000";
        return new(Process.Start(start)!);
    }

    private static string DotNet =>
        Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";

    /// <summary>A program that runs, and is killed if it takes too long.</summary>
    public sealed class Running : IDisposable
    {
        private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(10);

        private readonly Process _process;
        private readonly Timer _limit;

        public Running(Process process)
        {
            _process = process;
            _limit = new Timer(_ => process.Kill(entireProcessTree: true), null, s_longest, Timeout.InfiniteTimeSpan);
            Output = ReadAsync();
        }

        /// <summary>Gets what the launcher and all processes wrote, when they have ended.</summary>
        public Task<string> Output { get; }

        public int ExitCode => _process.ExitCode;

        public void Dispose()
        {
            _limit.Dispose();
            if (!_process.HasExited)
                _process.Kill(entireProcessTree: true);
            _process.Dispose();
        }

        private async Task<string> ReadAsync()
        {
            var (output, error) = (_process.StandardOutput.ReadToEndAsync(), _process.StandardError.ReadToEndAsync());
            await _process.WaitForExitAsync();
            return await output + await error;
        }
    }
}

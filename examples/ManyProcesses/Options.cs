using System.CommandLine;
using Nidl.ML.Examples;

namespace ManyProcesses;

/// <summary>The command line; null where it leaves the choice to the program.</summary>
public sealed record Options(int? Epochs, int? Seeds, int? Threads, string? Library, bool Alone, bool Time, bool Small)
{
    /// <summary>Reads the command line; ends the program with the help if it cannot.</summary>
    public static Options Parse(string[] args)
    {
        var epochs = CommandLine.Number("--epochs", "epochs of pre-training [default: 10, with --small 1]", minimum: 1);
        var seeds = CommandLine.Number("--seeds", "trainings of each line [default: 3, with --small 1]", minimum: 1);
        var threads = CommandLine.Number("--threads", "threads of each process [default: 1]", minimum: 1, maximum: 1024);
        var library = new Option<string?>("--library")
        {
            Description = "the file of the MPI library [default: that of the launcher]", HelpName = "FILE",
        };
        var alone = new Option<bool>("--alone") { Description = "one process, without MPI" };
        var time = new Option<bool>("--time") { Description = "instead: where the time of a training goes" };
        var small = new Option<bool>("--small") { Description = "a run of seconds, for a check" };
        var command = new RootCommand(
            "Pre-trains on Fashion-MNIST by several processes, and compares negatives of all of them with each process's own. "
            + "Start it with mpirun or mpiexec.")
        {
            epochs, seeds, threads, library, alone, time, small,
        };
        return command.Read(args, result => new Options(
            result.GetValue(epochs), result.GetValue(seeds), result.GetValue(threads), result.GetValue(library),
            result.GetValue(alone), result.GetValue(time), result.GetValue(small)));
    }
}

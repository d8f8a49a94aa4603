using System.CommandLine;
using Nidl.ML.Examples;

namespace Tabular;

/// <summary>The command line.</summary>
public sealed record Options(bool Small, string Report)
{
    /// <summary>Reads the command line; ends the program with the help if it cannot.</summary>
    public static Options Parse(string[] args)
    {
        var small = new Option<bool>("--small") { Description = "a run of seconds, for a check" };
        var report = new Option<string>("--report")
        {
            Description = "where the HTML report goes", HelpName = "FILE",
            DefaultValueFactory = _ => Path.Combine("artifacts", "tabular-report.html"),
        };
        var command = new RootCommand(
            "Pre-trains an encoder on a table without labels, and compares what a classifier makes of its embeddings with few labels.")
        {
            small, report,
        };
        return command.Read(args, result => new Options(result.GetValue(small), result.GetRequiredValue(report)));
    }
}

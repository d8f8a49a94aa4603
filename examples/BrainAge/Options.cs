using System.CommandLine;
using Nidl.ML.Examples;

namespace BrainAge;

/// <summary>The command line; null where it leaves the choice to the program.</summary>
public sealed record Options(string? Data, int? Epochs, int? Seeds, bool Small, bool Shapes, string Report)
{
    /// <summary>Reads the command line; ends the program with the help if it cannot.</summary>
    public static Options Parse(string[] args)
    {
        var data = new Option<string?>("--data")
        {
            Description = "a cohort as BIDS lays it out, all volumes of one shape [default: a synthetic cohort]", HelpName = "FOLDER",
        };
        var epochs = CommandLine.Number("--epochs", "epochs of pre-training [default: 10, with --small 2]", minimum: 1);
        var seeds = CommandLine.Number("--seeds", "trainings of each method [default: 3, with --small 1]", minimum: 1);
        var small = new Option<bool>("--small") { Description = "a run of seconds, for a check" };
        var shapes = new Option<bool>("--shapes")
        {
            Description = "make the synthetic cohort of shapes even if the package mricron-data is installed",
        };
        var report = new Option<string>("--report")
        {
            Description = "where the HTML report goes", HelpName = "FILE",
            DefaultValueFactory = _ => Path.Combine("artifacts", "brain-age-report.html"),
        };
        var command = new RootCommand(
            "Pre-trains encoders on volumes, by SimCLR and by y-Aware with the age, "
            + "and compares how well a regressor learns the age from few labels.")
        {
            data, epochs, seeds, small, shapes, report,
        };
        return command.Read(args, result => new Options(
            result.GetValue(data), result.GetValue(epochs), result.GetValue(seeds), result.GetValue(small), result.GetValue(shapes),
            result.GetRequiredValue(report)));
    }
}

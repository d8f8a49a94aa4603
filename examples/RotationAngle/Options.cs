using System.CommandLine;
using Nidl.ML.Examples;

namespace RotationAngle;

/// <summary>The command line; null where it leaves the choice to the program.</summary>
public sealed record Options(int? Epochs, int? Seeds, bool Small)
{
    /// <summary>Reads the command line; ends the program with the help if it cannot.</summary>
    public static Options Parse(string[] args)
    {
        var epochs = CommandLine.Number("--epochs", "epochs of pre-training [default: 15, with --small 2]", minimum: 1);
        var seeds = CommandLine.Number("--seeds", "trainings of each method [default: 3, with --small 1]", minimum: 1);
        var small = new Option<bool>("--small") { Description = "a run of seconds, for a check" };
        var command = new RootCommand(
            "Pre-trains encoders on turned images, by SimCLR and by y-Aware, "
            + "and compares how well a regressor learns the angle from few labels.")
        {
            epochs, seeds, small,
        };
        return command.Read(args, result => new Options(result.GetValue(epochs), result.GetValue(seeds), result.GetValue(small)));
    }
}

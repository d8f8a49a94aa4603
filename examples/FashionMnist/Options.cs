using System.CommandLine;
using Nidl.ML;
using Nidl.ML.Examples;

namespace FashionMnist;

/// <summary>The command line.</summary>
public sealed record Options(string Data, int Epochs, int Seed, bool Small, Precision Precision, string Report)
{
    /// <summary>Reads the command line; ends the program with the help if it cannot.</summary>
    public static Options Parse(string[] args)
    {
        var data = new Option<string>("--data")
        {
            Description = "the folder with the four IDX files [default: the 12,000 + 10,000 images that come with the example]",
            HelpName = "FOLDER",
        };
        var epochs = CommandLine.Number("--epochs", "epochs of pre-training [default: 8, with --small 2]", minimum: 0);
        var seed = CommandLine.Number("--seed", "what decides every random choice [default: 1]", minimum: 0);
        var small = new Option<bool>("--small") { Description = "a run of seconds, for a check" };
        var precision =
            new Option<Precision>("--precision") { Description = "what the encoder computes with in training [default: Float32]" };
        var report = new Option<string>("--report")
        {
            Description = "where the HTML report goes", HelpName = "FILE",
            DefaultValueFactory = _ => Path.Combine("artifacts", "fashion-mnist-report.html"),
        };
        var command = new RootCommand(
            "Pre-trains an encoder on Fashion-MNIST without labels, "
            + "and compares what a classifier makes of its embeddings with few labels.")
        {
            data, epochs, seed, small, precision, report,
        };
        return command.Read(args, result => new Options(
            result.GetValue(data) ?? Path.Combine(AppContext.BaseDirectory, "data"),
            result.GetValue(epochs) ?? (result.GetValue(small) ? 2 : 8),
            result.GetValue(seed) ?? 1,
            result.GetValue(small),
            result.GetValue(precision),
            result.GetRequiredValue(report)));
    }
}

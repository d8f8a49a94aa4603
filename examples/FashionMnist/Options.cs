using System.CommandLine;
using Nidl.ML;
using Nidl.ML.Examples;

namespace FashionMnist;

/// <summary>The command line.</summary>
public sealed record Options(
    string Data, Pictures Pictures, int? Epochs, int Seed, bool Small, bool Trees, bool SupCon, Precision Precision, string Report)
{
    /// <summary>Reads the command line; ends the program with the help if it cannot.</summary>
    public static Options Parse(string[] args)
    {
        var data = new Option<string>("--data")
        {
            Description = "the folder with the four IDX files [default: the 12,000 + 10,000 images that come with the example]",
            HelpName = "FOLDER",
        };
        var epochs = CommandLine.Number(
            "--epochs", "epochs of pre-training [default: 12, of the camera's pictures 14; with --small 2 and 1]", minimum: 1);
        var pictures = new Option<Pictures>("--pictures") { Description = "which pictures [default: Both]" };
        var seed = CommandLine.Number("--seed", "what decides every random choice [default: 1]", minimum: 0);
        var small = new Option<bool>("--small") { Description = "a run of seconds, for a check" };
        var trees = new Option<bool>("--trees")
        {
            Description = "trees as a second classifier: about an hour more, many minutes with --small",
        };
        var supCon = new Option<bool>("--sup-con") { Description = "SupCon with the known labels, too: some 20 minutes more" };
        var precision = new Option<Precision>("--precision")
        {
            Description = "what the encoder computes with in training", DefaultValueFactory = _ => Precision.Auto,
        };
        var report = new Option<string>("--report")
        {
            Description = "where the HTML report goes", HelpName = "FILE",
            DefaultValueFactory = _ => Path.Combine("artifacts", "fashion-mnist-report.html"),
        };
        var command = new RootCommand(
            "Pre-trains encoders on Fashion-MNIST without labels, and compares what classifiers make of their embeddings with few labels.")
        {
            data, pictures, epochs, seed, small, trees, supCon, precision, report,
        };
        return command.Read(args, result => new Options(
            result.GetValue(data) ?? Path.Combine(AppContext.BaseDirectory, "data"),
            result.GetValue(pictures),
            result.GetValue(epochs),
            result.GetValue(seed) ?? 1,
            result.GetValue(small),
            result.GetValue(trees),
            result.GetValue(supCon),
            result.GetValue(precision),
            result.GetRequiredValue(report)));
    }
}

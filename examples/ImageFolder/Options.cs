using System.CommandLine;
using Nidl.ML.Examples;

namespace Garments;

/// <summary>The command line.</summary>
public sealed record Options(string Folder, int Files, int TestFiles, int Labels, int Epochs, int Seed, bool Plain)
{
    /// <summary>Reads the command line; ends the program with the help if it cannot.</summary>
    public static Options Parse(string[] args)
    {
        var folder = new Option<string>("--folder")
        {
            Description = "where the image files are made", HelpName = "FOLDER",
            DefaultValueFactory = _ => Path.Combine("artifacts", "garments"),
        };
        var files = CommandLine.Number("--files", "files to train on without labels [default: 2000]", minimum: 20, maximum: 12_000);
        var test = CommandLine.Number("--test-files", "files to test on [default: 1000]", minimum: 10, maximum: 10_000);
        var labels = CommandLine.Number("--labels", "files whose labels are used [default: 600]", minimum: 20);
        var epochs = CommandLine.Number(
            "--epochs", "epochs of the small encoder; a fourth of them for the large one [default: 8]", minimum: 0);
        var seed = CommandLine.Number("--seed", "what decides every random choice [default: 1]", minimum: 0);
        var plain = new Option<bool>("--plain")
        {
            Description = "the garments as they are, PNG of 28x28, instead of JPEG and PNG of several sizes, some held sideways",
        };
        var command = new RootCommand(
            "From a folder of image files to FastTree: with an encoder trained on the files without labels, and with ImageNet's ResNet18.")
        {
            folder, files, test, labels, epochs, seed, plain,
        };
        return command.Read(args, result => new Options(
            result.GetRequiredValue(folder), result.GetValue(files) ?? 2000, result.GetValue(test) ?? 1000, result.GetValue(labels) ?? 600,
            result.GetValue(epochs) ?? 8, result.GetValue(seed) ?? 1, result.GetValue(plain)));
    }
}

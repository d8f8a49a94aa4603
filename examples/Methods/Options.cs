using System.CommandLine;
using System.CommandLine.Parsing;
using Nidl.ML.Examples;

namespace Methods;

/// <summary>The command line; null where it leaves the choice to the program.</summary>
public sealed record Options(int? Epochs, int? BatchSize, int? Seeds, IReadOnlyList<Method>? Methods, bool Dcl, bool Small)
{
    /// <summary>Reads the command line; ends the program with the help if it cannot.</summary>
    public static Options Parse(string[] args)
    {
        var epochs = CommandLine.Number("--epochs", "epochs of pre-training [default: 10, with --small 1]", minimum: 1);
        var batchSize = CommandLine.Number("--batch-size", "rows a step [default: 256]", minimum: 2);
        var seeds = CommandLine.Number("--seeds", "trainings of each method [default: 1, with --dcl alone 3]", minimum: 1);
        var methods = new Option<IReadOnlyList<Method>>("--methods")
        {
            Description = $"some of {Names}, joined by commas [default: all]", HelpName = "A,B",
            Arity = ArgumentArity.ExactlyOne, CustomParser = ReadMethods,
        };
        var dcl = new Option<bool>("--dcl") { Description = "instead: SimCLR against DCL at batch sizes 32 and 256, equal epochs" };
        var small = new Option<bool>("--small") { Description = "a run of seconds, for a check" };
        var command = new RootCommand(
            "Trains all methods on the same Fashion-MNIST images, and compares what a classifier makes of their "
            + "embeddings with few labels.")
        {
            epochs, batchSize, seeds, methods, dcl, small,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(dcl) && (result.GetResult(methods) ?? result.GetResult(batchSize)) is not null)
                result.AddError("--dcl has its own methods and batch sizes, but --methods or --batch-size was given beside it");
        });
        return command.Read(args, result => new Options(
            result.GetValue(epochs), result.GetValue(batchSize), result.GetValue(seeds),
            result.GetValue(methods), result.GetValue(dcl), result.GetValue(small)));
    }

    private static string Names => string.Join(',', Method.All.Select(method => method.Name));

    private static List<Method>? ReadMethods(ArgumentResult result)
    {
        var methods = new List<Method>();
        foreach (var name in result.Tokens[0].Value.Split(','))
            if (Method.All.FirstOrDefault(method => method.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } method)
                methods.Add(method);
            else
                result.AddError($"--methods takes names out of {Names}, but '{name}' was given");
        return methods;
    }
}

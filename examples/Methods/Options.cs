using System.Globalization;

namespace Methods;

/// <summary>The command line; null where it leaves the choice to the program.</summary>
public sealed record Options(int? Epochs, int? BatchSize, int? Seeds, IReadOnlyList<Method>? Methods, bool Dcl, bool Small)
{
    /// <summary>Reads the command line; ends the program with the usage if it cannot.</summary>
    public static Options Parse(string[] args)
    {
        var options = new Options(null, null, null, null, Dcl: false, Small: false);
        for (var i = 0; i < args.Length; i++)
        {
            options = args[i] switch
            {
                "--epochs" => options with { Epochs = Number(args, ++i, 1) },
                "--batch-size" => options with { BatchSize = Number(args, ++i, 2) },
                "--seeds" => options with { Seeds = Number(args, ++i, 1) },
                "--methods" => options with { Methods = [.. Value(args, ++i).Split(',').Select(Find)] },
                "--dcl" => options with { Dcl = true },
                "--small" => options with { Small = true },
                _ => throw Usage($"unknown argument '{args[i]}'"),
            };
        }
        return options.Dcl && (options.Methods ?? (object?)options.BatchSize) is not null
            ? throw Usage("--dcl has its own methods and batch sizes, but --methods or --batch-size was given beside it")
            : options;
    }

    private static Method Find(string name) =>
        Method.All.FirstOrDefault(method => method.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw Usage($"--methods takes names out of {string.Join(',', Method.All.Select(method => method.Name))}, but '{name}' was given");

    private static string Value(string[] args, int i) => i < args.Length ? args[i] : throw Usage($"{args[^1]} needs a value");

    private static int Number(string[] args, int i, int minimum) =>
        int.TryParse(Value(args, i), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= minimum
            ? number
            : throw Usage($"{args[i - 1]} needs a number of at least {minimum}, but '{args[i]}' was given");

    private static Exception Usage(string problem)
    {
        Console.Error.WriteLine($"{problem}\nusage: Methods [--epochs N] [--batch-size N] [--seeds N] [--methods NAME,NAME] [--dcl] [--small]");
        Environment.Exit(2);
        return new InvalidOperationException(problem);
    }
}

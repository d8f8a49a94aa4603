using System.Globalization;

namespace FashionMnist;

/// <summary>The command line.</summary>
public sealed record Options(string Data, int Epochs, int Seed, bool Small, string Report)
{
    /// <summary>Reads the command line; ends the program with the usage if it cannot.</summary>
    public static Options Parse(string[] args)
    {
        var options = new Options(Path.Combine(AppContext.BaseDirectory, "data"), Epochs: 8, Seed: 1, Small: false, Path.Combine("artifacts", "fashion-mnist-report.html"));
        for (var i = 0; i < args.Length; i++)
        {
            options = args[i] switch
            {
                "--data" => options with { Data = Value(args, ++i) },
                "--epochs" => options with { Epochs = Number(args, ++i) },
                "--seed" => options with { Seed = Number(args, ++i) },
                "--report" => options with { Report = Value(args, ++i) },
                "--small" => options with { Small = true, Epochs = 2 },
                _ => throw Usage($"unknown argument '{args[i]}'"),
            };
        }
        return options;
    }

    private static string Value(string[] args, int i) => i < args.Length ? args[i] : throw Usage($"{args[^1]} needs a value");

    private static int Number(string[] args, int i) =>
        int.TryParse(Value(args, i), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Usage($"{args[i - 1]} needs a number, but '{args[i]}' was given");

    private static Exception Usage(string problem)
    {
        Console.Error.WriteLine($"{problem}\nusage: FashionMnist [--data FOLDER] [--epochs N] [--seed N] [--small] [--report FILE]");
        Environment.Exit(2);
        return new InvalidOperationException(problem);
    }
}

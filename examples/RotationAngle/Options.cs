using System.Globalization;

namespace RotationAngle;

/// <summary>The command line; null where it leaves the choice to the program.</summary>
public sealed record Options(int? Epochs, int? Seeds, bool Small)
{
    /// <summary>Reads the command line; ends the program with the usage if it cannot.</summary>
    public static Options Parse(string[] args)
    {
        var options = new Options(null, null, Small: false);
        for (var i = 0; i < args.Length; i++)
        {
            options = args[i] switch
            {
                "--epochs" => options with { Epochs = Number(args, ++i) },
                "--seeds" => options with { Seeds = Number(args, ++i) },
                "--small" => options with { Small = true },
                _ => throw Usage($"unknown argument '{args[i]}'"),
            };
        }
        return options;
    }

    private static int Number(string[] args, int i) =>
        i < args.Length && int.TryParse(args[i], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1
            ? number
            : throw Usage($"{args[i - 1]} needs a number of at least 1, but {(i < args.Length ? $"'{args[i]}'" : "nothing")} was given");

    private static Exception Usage(string problem)
    {
        Console.Error.WriteLine($"{problem}\nusage: RotationAngle [--epochs N] [--seeds N] [--small]");
        Environment.Exit(2);
        return new InvalidOperationException(problem);
    }
}

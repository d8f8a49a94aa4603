using System.CommandLine;
using System.Globalization;

namespace Nidl.ML.Examples;

/// <summary>What the examples' command lines have in common.</summary>
internal static class CommandLine
{
    /// <summary>An option with a whole number; null if it is not given.</summary>
    public static Option<int?> Number(string name, string description, int minimum, int maximum = int.MaxValue) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result =>
        {
            var given = result.Tokens[0].Value;
            if (int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= minimum && number <= maximum)
                return number;
            var most = maximum < int.MaxValue ? $" and at most {maximum}" : "";
            result.AddError($"{name} needs a number of at least {minimum}{most}, but '{given}' was given");
            return null;
        },
    };

    /// <summary>Reads a command line; ends the program after the help, and after what is wrong if it cannot be read.</summary>
    public static TOptions Read<TOptions>(this RootCommand command, string[] args, Func<ParseResult, TOptions> read)
        where TOptions : class
    {
        TOptions? options = null;
        command.SetAction(result => { options = read(result); });
        var exitCode = command.Parse(args).Invoke();
        if (options is null)
            Environment.Exit(exitCode);
        return options;
    }
}

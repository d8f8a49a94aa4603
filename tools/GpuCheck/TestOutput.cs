using System.Globalization;
using System.Text.RegularExpressions;

namespace Nidl.ML.GpuCheck;

/// <summary>What the device tests printed.</summary>
/// <param name="Passed">How many tests passed, over all runs.</param>
/// <param name="Failed">How many failed.</param>
/// <param name="IsGood">Whether every run that began ended by saying that it passed: a crash is no failed test.</param>
/// <param name="Lines">The lines that tell what is wrong.</param>
internal sealed partial record TestOutput(int Passed, int Failed, bool IsGood, IReadOnlyList<string> Lines)
{
    // Enough to see what is wrong in a report that is read by people.
    private const int MaximumLines = 200;

    public static TestOutput Of(string output)
    {
        var text = output.ReplaceLineEndings("\n");
        var (runs, passes) = (Run().Count(text), Pass().Count(text));
        return new(Sum(Succeeded(), text), Sum(FailedTests(), text), runs > 0 && runs == passes,
            [.. text.Split('\n').Where(line => line.Trim().Length > 0 && !StackFrame().IsMatch(line)).Take(MaximumLines)]);
    }

    private static int Sum(Regex number, string text) =>
        number.Matches(text).Sum(match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture));

    [GeneratedRegex("^Running tests from ", RegexOptions.Multiline)]
    private static partial Regex Run();

    [GeneratedRegex("^Test run summary: Passed!", RegexOptions.Multiline)]
    private static partial Regex Pass();

    [GeneratedRegex(@"^ *succeeded: (\d+)", RegexOptions.Multiline)]
    private static partial Regex Succeeded();

    [GeneratedRegex(@"^ *failed: (\d+)", RegexOptions.Multiline)]
    private static partial Regex FailedTests();

    [GeneratedRegex(@"^ *at (Microsoft|System)\.")]
    private static partial Regex StackFrame();
}

using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using Perfolizer.Horology;
using TorchSharp;

namespace Nidl.ML.Benchmarks;

/// <summary>Measures the methods of a class with BenchmarkDotNet, in one process, and prints their table.</summary>
internal static class BenchmarkTable
{
    /// <param name="columns">The table's columns.</param>
    /// <typeparam name="T">The class of the methods.</typeparam>
    /// <exception cref="InvalidOperationException">A method failed; the message has BenchmarkDotNet's log.</exception>
    public static void Print<T>(params IColumn[] columns)
    {
        if (!FirstHeap.IsOfAllThreads)
        {
            FirstHeap.RunAgain();
            return;
        }
        var log = new AccumulationLogger();
        // An iteration takes 0.2 s or one call: these methods take from a tenth of a millisecond to a second.
        var job = Job.Default.WithToolchain(InProcessNoEmitToolchain.DontLogOutput).WithUnrollFactor(1).WithEvaluateOverhead(false)
            .WithIterationTime(TimeInterval.FromMilliseconds(200)).WithWarmupCount(1).WithIterationCount(7);
        var style = new SummaryStyle(
            CultureInfo.InvariantCulture, printUnitsInHeader: true, sizeUnit: null, TimeUnit.Millisecond, printUnitsInContent: false,
            maxParameterColumnWidth: 100);
        var config = ManualConfig.CreateEmpty().AddJob(job).AddLogger(log).AddColumn(columns)
            .AddColumnProvider(DefaultColumnProviders.Params).WithOptions(ConfigOptions.DisableLogFile).WithSummaryStyle(style);
        var summary = BenchmarkRunner.Run<T>(config);
        if (summary.Reports.IsEmpty || summary.Reports.Any(report => !report.Success))
            throw new InvalidOperationException($"BenchmarkDotNet must measure every method, but could not:\n{log.GetLog()}");
        Print(summary);
    }

    private static void Print(Summary summary)
    {
        Console.WriteLine($"BenchmarkDotNet {typeof(BenchmarkRunner).Assembly.GetName().Version}, torch {torch.__version__}.\n");
        var table = summary.Table.FullContentWithHeader;
        Console.WriteLine($"| {string.Join(" | ", table[0])} |");
        Console.WriteLine($"|{string.Concat(table[0].Select((_, column) => IsNumeric(summary, column) ? "---:|" : "---|"))}");
        // BenchmarkDotNet puts names with spaces into quotes.
        foreach (var row in table.Skip(1))
            Console.WriteLine($"| {string.Join(" | ", row.Select(cell => cell.Trim('\'')))} |");
    }

    private static bool IsNumeric(Summary summary, int column) =>
        summary.Table.Columns[column].Justify == SummaryTable.SummaryTableColumn.TextJustification.Right;
}

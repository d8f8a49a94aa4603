using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Nidl.ML.Benchmarks;

/// <summary>The share of a method's median in the sum of all.</summary>
internal sealed class ShareColumn : IColumn
{
    public string Id => nameof(ShareColumn);

    public string ColumnName => "Share";

    public string Legend => "share of the sum of all medians";

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool AlwaysShow => true;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        var share = Median(summary[benchmarkCase]!) / summary.Reports.Sum(Median);
        return string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1} %");
    }

    private static double Median(BenchmarkReport report) => report.ResultStatistics!.Median;
}

using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Nidl.ML.Benchmarks;

/// <summary>
/// The growth of resident memory in one step: libtorch's tensors, which BenchmarkDotNet's own diagnoser of managed memory does not see.
/// </summary>
internal sealed class PeakMemoryColumn : IColumn
{
    private readonly Dictionary<BenchmarkCase, string> _values = [];

    public string Id => nameof(PeakMemoryColumn);

    public string ColumnName => "Peak [MB]";

    public string Legend => "growth of resident memory in one step, in a process of its own";

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
        if (!_values.TryGetValue(benchmarkCase, out var value))
            _values[benchmarkCase] = value = Measure(benchmarkCase);
        return value;
    }

    private static string Measure(BenchmarkCase benchmarkCase)
    {
        var megabytes = PeakMemory.InFreshProcess(
            benchmarkCase.Descriptor.WorkloadMethod.Name, (int)benchmarkCase.Parameters[nameof(LossesBenchmark.N)]);
        return string.Create(CultureInfo.InvariantCulture, $"{megabytes:F0}");
    }
}

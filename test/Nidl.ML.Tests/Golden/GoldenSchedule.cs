using System.Text.Json;

namespace Nidl.ML.Tests.Golden;

/// <summary>One run of nidl's scheduler: its settings, and the learning rate of each step.</summary>
internal sealed record GoldenSchedule(int Warmup, int Total, double WarmupStart, double Min, double BaseLr, double[] Lr)
{
    public static IReadOnlyList<GoldenSchedule> Cases()
    {
        using var file = typeof(GoldenSchedule).Assembly.GetManifestResourceStream("schedule.json")
            ?? throw new FileNotFoundException("schedule.json");
        return JsonSerializer.Deserialize<Content>(file, JsonSerializerOptions.Web)!.Cases;
    }

    private sealed record Content(GoldenSchedule[] Cases);
}

using System.Diagnostics;
using TorchSharp;

namespace Nidl.ML.Benchmarks;

/// <summary>
/// Times several ways to do one thing in turn, round by round, so that whatever else the machine does meets all of them alike.
/// </summary>
internal static class Rounds
{
    /// <summary>Gets the milliseconds of each way in each round, after one round that is not counted.</summary>
    public static double[][] Time(int rounds, params Action[] ways) => Measure(rounds, [.. ways.Select(Timed)]);

    /// <summary>Gets what each way says in each round, after one round that is not counted.</summary>
    public static double[][] Measure(int rounds, params Func<double>[] ways)
    {
        var measured = ways.Select(_ => new double[rounds]).ToArray();
        for (var round = -1; round < rounds; round++)
            for (var way = 0; way < ways.Length; way++)
            {
                var value = ways[way]();
                if (round >= 0)
                    measured[way][round] = value;
            }
        return measured;
    }

    /// <summary>Gets a way that says how many milliseconds it took; its tensors are disposed in that time.</summary>
    public static Func<double> Timed(Action way) => () =>
    {
        var start = Stopwatch.GetTimestamp();
        using (torch.NewDisposeScope())
            way();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    };

    /// <summary>Gets the value that a share of the times does not exceed: 0.5 for the median.</summary>
    public static double Quantile(double[] times, double share) => times.Order().ElementAt((int)(share * (times.Length - 1)));

    /// <summary>Gets how many times as long one way takes as another: the median over the rounds.</summary>
    public static double Ratio(double[] slower, double[] faster) => Quantile([.. slower.Zip(faster, (a, b) => a / b)], 0.5);
}

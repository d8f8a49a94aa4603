using System.Diagnostics;
using TorchSharp;

namespace Nidl.ML.Benchmarks;

/// <summary>
/// Times several ways to do one thing in turn, round by round, so that whatever else the machine does meets all of them alike.
/// </summary>
internal static class Rounds
{
    /// <summary>Gets the milliseconds of each way in each round, after one round that is not counted.</summary>
    public static double[][] Time(int rounds, params Action[] ways)
    {
        var times = ways.Select(_ => new double[rounds]).ToArray();
        for (var round = -1; round < rounds; round++)
            for (var way = 0; way < ways.Length; way++)
            {
                var start = Stopwatch.GetTimestamp();
                using (torch.NewDisposeScope())
                    ways[way]();
                if (round >= 0)
                    times[way][round] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        return times;
    }

    /// <summary>Gets the value that a share of the times does not exceed: 0.5 for the median.</summary>
    public static double Quantile(double[] times, double share) => times.Order().ElementAt((int)(share * (times.Length - 1)));

    /// <summary>Gets how many times as long one way takes as another: the median over the rounds.</summary>
    public static double Ratio(double[] slower, double[] faster) => Quantile([.. slower.Zip(faster, (a, b) => a / b)], 0.5);
}

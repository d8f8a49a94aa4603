using Nidl.ML;

namespace BrainAge;

/// <summary>What a volume comes to without a network: mean and standard deviation of each of 4 x 4 x 4 regions.</summary>
public static class RegionalStatistics
{
    private const int Regions = 4;

    /// <summary>Gets the statistics of a volume of shape (1, depth, height, width).</summary>
    public static float[] Of(float[] volume, InputShape shape)
    {
        const int Count = Regions * Regions * Regions;
        var (sums, squares, counts) = (new double[Count], new double[Count], new int[Count]);
        var (depth, height, width) = ((int)shape[1], (int)shape[2], (int)shape[3]);
        for (var i = 0; i < volume.Length; i++)
        {
            var (d, h, w) = (i / (height * width) * Regions / depth, i / width % height * Regions / height, i % width * Regions / width);
            var region = (d * Regions + h) * Regions + w;
            sums[region] += volume[i];
            squares[region] += (double)volume[i] * volume[i];
            counts[region]++;
        }
        double Mean(int region) => sums[region] / counts[region];
        double Deviation(int region) => Math.Sqrt(Math.Max(0, squares[region] / counts[region] - Mean(region) * Mean(region)));
        return [.. Enumerable.Range(0, sums.Length).SelectMany(region => new[] { (float)Mean(region), (float)Deviation(region) })];
    }
}

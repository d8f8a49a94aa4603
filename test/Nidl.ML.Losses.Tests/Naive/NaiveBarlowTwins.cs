namespace Nidl.ML.Losses.Tests.Naive;

/// <summary>Barlow Twins as plain loops over pairs of features.</summary>
internal static class NaiveBarlowTwins
{
    public static double Loss(double[,] z1, double[,] z2, double lambda)
    {
        var features = z1.GetLength(1);
        var total = 0.0;
        for (var k = 0; k < features; k++)
        {
            for (var l = 0; l < features; l++)
            {
                var correlation = Pearson(Column(z1, k), Column(z2, l));
                total += k == l ? (1 - correlation) * (1 - correlation) : lambda * correlation * correlation;
            }
        }

        return total;
    }

    private static double[] Column(double[,] z, int k) => [.. Enumerable.Range(0, z.GetLength(0)).Select(i => z[i, k])];

    private static double Pearson(double[] a, double[] b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        var covariance = a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum();
        var scale = Math.Sqrt(a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(y => (y - meanB) * (y - meanB)));
        return scale == 0 ? 0 : covariance / scale;
    }
}

namespace Nidl.ML.Losses.Tests.Naive;

/// <summary>VICReg in plain loops.</summary>
internal static class NaiveVicReg
{
    public static double Loss(double[,] z1, double[,] z2, double invariance, double variance, double covariance)
    {
        var (rows, features) = (z1.GetLength(0), z1.GetLength(1));
        var distance = 0.0;
        for (var i = 0; i < rows; i++)
            for (var k = 0; k < features; k++)
                distance += Math.Pow(z1[i, k] - z2[i, k], 2) / (rows * features);
        var (first, second) = (Terms(z1), Terms(z2));
        return invariance * distance + variance * (first.Hinge + second.Hinge) / 2 + covariance * (first.Redundancy + second.Redundancy);
    }

    private static (double Hinge, double Redundancy) Terms(double[,] z)
    {
        var (features, hinge, redundancy) = (z.GetLength(1), 0.0, 0.0);
        for (var k = 0; k < features; k++)
        {
            hinge += Math.Max(0, 1 - Math.Sqrt(Covariance(z, k, k) + 1e-4)) / features;
            for (var l = 0; l < features; l++)
                redundancy += k == l ? 0 : Math.Pow(Covariance(z, k, l), 2) / features;
        }
        return (hinge, redundancy);
    }

    private static double Covariance(double[,] z, int k, int l)
    {
        var rows = Enumerable.Range(0, z.GetLength(0)).ToArray();
        var (meanK, meanL) = (rows.Average(i => z[i, k]), rows.Average(i => z[i, l]));
        return rows.Sum(i => (z[i, k] - meanK) * (z[i, l] - meanL)) / (rows.Length - 1);
    }
}

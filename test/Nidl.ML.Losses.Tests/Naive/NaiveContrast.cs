namespace Nidl.ML.Losses.Tests.Naive;

/// <summary>The contrastive losses as plain loops over pairs, written from their formulas.</summary>
internal static class NaiveContrast
{
    public static double Cosine(double[] a, double[] b)
    {
        double product = 0, lengthA = 0, lengthB = 0;
        for (var k = 0; k < a.Length; k++)
        {
            product += a[k] * b[k];
            lengthA += a[k] * a[k];
            lengthB += b[k] * b[k];
        }

        return product / Math.Sqrt(lengthA * lengthB);
    }

    public static double[][] Stack(double[,] z1, double[,] z2) => [.. Rows(z1), .. Rows(z2)];

    public static IEnumerable<double[]> Rows(double[,] z)
    {
        for (var i = 0; i < z.GetLength(0); i++)
            yield return [.. Enumerable.Range(0, z.GetLength(1)).Select(k => z[i, k])];
    }

    public static double InfoNce(double[,] z1, double[,] z2, double temperature)
    {
        var rows = Stack(z1, z2);
        var total = 0.0;
        for (var i = 0; i < rows.Length; i++)
            total += LogSumOfOthers(rows, i, temperature) - Cosine(rows[i], rows[OtherView(i, rows.Length)]) / temperature;
        return total / rows.Length;
    }

    public static double Dcl(double[,] z1, double[,] z2, double temperature, double[]? weights = null)
    {
        var rows = Stack(z1, z2);
        var total = 0.0;
        for (var i = 0; i < rows.Length; i++)
        {
            var other = OtherView(i, rows.Length);
            var weight = weights?[i % weights.Length] ?? 1;
            total += LogSumOfOthers(rows, i, temperature, except: other) - weight * Cosine(rows[i], rows[other]) / temperature;
        }

        return total / rows.Length;
    }

    public static double[] DclwWeights(double[,] z1, double[,] z2, double sigma)
    {
        var exponentials = Rows(z1).Zip(Rows(z2), (a, b) => Math.Exp(Cosine(a, b) / sigma)).ToArray();
        return [.. exponentials.Select(value => 2 - exponentials.Length * value / exponentials.Sum())];
    }

    /// <param name="kernel">Weight of the pairs i, j of the batch.</param>
    public static double YAware(double[,] z1, double[,] z2, Func<int, int, double> kernel, double temperature, bool perAnchor)
    {
        var rows = Stack(z1, z2);
        var pairs = z1.GetLength(0);
        double Weight(int i, int j) => i == j ? 0 : kernel(i % pairs, j % pairs);
        var sums = Enumerable.Range(0, rows.Length).Select(i => Enumerable.Range(0, rows.Length).Sum(j => Weight(i, j))).ToArray();
        var total = 0.0;
        for (var i = 0; i < rows.Length; i++)
        {
            var logSum = LogSumOfOthers(rows, i, temperature);
            for (var j = 0; j < rows.Length; j++)
                if (j != i) total -= Weight(i, j) / sums[perAnchor ? i : j] * (Cosine(rows[i], rows[j]) / temperature - logSum);
        }

        return total / pairs;
    }

    private static int OtherView(int i, int rows) => (i + rows / 2) % rows;

    private static double LogSumOfOthers(double[][] rows, int anchor, double temperature, int except = -1)
    {
        var logits = Enumerable.Range(0, rows.Length).Where(j => j != anchor && j != except)
            .Select(j => Cosine(rows[anchor], rows[j]) / temperature).ToArray();
        var largest = logits.Max();
        return largest + Math.Log(logits.Sum(logit => Math.Exp(logit - largest)));
    }
}

namespace Nidl.ML.Tests.Encoders;

/// <summary>Compares the first moments of drawn weights with those of a distribution around 0.</summary>
internal static class Moments
{
    public static void AssertNormal(double deviation, double[] values, double tolerance = 0.02)
    {
        AssertDeviation(deviation, values, tolerance);
        // Of a normal distribution 4.55 % lie beyond two standard deviations, of a uniform one none.
        Assert.AreEqual(0.0455, values.Average(value => Math.Abs(value) > 2 * deviation ? 1.0 : 0), 0.01);
    }

    public static void AssertUniform(double bound, double[] values, double tolerance = 0.02)
    {
        AssertDeviation(bound / Math.Sqrt(3), values, tolerance);
        Assert.IsTrue(values.All(value => Math.Abs(value) <= bound * (1 + 1e-6)));
    }

    private static void AssertDeviation(double deviation, double[] values, double tolerance)
    {
        Assert.AreEqual(deviation, Math.Sqrt(values.Average(value => value * value)), tolerance * deviation);
        Assert.AreEqual(0.0, values.Average(), tolerance * deviation);
    }
}

using Expect = Microsoft.VisualStudio.TestTools.UnitTesting.Assert;

namespace Nidl.ML.Losses.Tests;

/// <summary>Compares arrays relative to the larger of 1 and the largest expected value.</summary>
internal static class Near
{
    public static void Assert(IEnumerable<double> expected, IEnumerable<double> actual, double tolerance, string what)
    {
        var (reference, ours) = (expected.ToArray(), actual.ToArray());
        Expect.HasCount(reference.Length, ours, what);
        var scale = Math.Max(1, reference.Max(Math.Abs));
        for (var k = 0; k < reference.Length; k++)
            Expect.IsTrue(Math.Abs(reference[k] - ours[k]) <= tolerance * scale,
                $"{what}, entry {k}: expected {reference[k]:R}, but was {ours[k]:R}");
    }
}

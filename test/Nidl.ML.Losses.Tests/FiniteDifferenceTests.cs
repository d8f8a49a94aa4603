using static TorchSharp.torch;

namespace Nidl.ML.Losses.Tests;

[TestClass]
public sealed class FiniteDifferenceTests
{
    private const double Step = 1e-6;

    public static IEnumerable<object[]> Cases =>
        from name in EveryLoss.Names
        from size in new[] { (Pairs: 5, Features: 4), (Pairs: 3, Features: 8) }
        select new object[] { name, size.Pairs, size.Features };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Forward_Gradients_EqualFiniteDifferences(string name, int pairs, int features)
    {
        using var scope = NewDisposeScope();
        var loss = EveryLoss.Named(name);
        var (z1, z2) = (Values.Random(pairs, features, 1), Values.Random(pairs, features, 2));
        var ours = LossAndGradients.Of(loss, Values.Matrix(z1), Values.Matrix(z2));
        Near.Assert(Differences(z1, moved => Value(loss, moved, z2)), ours.Gradient1, 1e-6, "gradient of z1");
        Near.Assert(Differences(z2, moved => Value(loss, z1, moved)), ours.Gradient2, 1e-6, "gradient of z2");
    }

    private static double Value(Func<Tensor, Tensor, Tensor> loss, double[,] z1, double[,] z2)
    {
        using var scope = NewDisposeScope();
        return Values.Scalar(loss(Values.Matrix(z1), Values.Matrix(z2)));
    }

    private static IEnumerable<double> Differences(double[,] z, Func<double[,], double> value)
    {
        for (var i = 0; i < z.GetLength(0); i++)
            for (var k = 0; k < z.GetLength(1); k++)
                yield return (value(Moved(z, i, k, Step)) - value(Moved(z, i, k, -Step))) / (2 * Step);
    }

    private static double[,] Moved(double[,] z, int i, int k, double step)
    {
        var moved = (double[,])z.Clone();
        moved[i, k] += step;
        return moved;
    }
}

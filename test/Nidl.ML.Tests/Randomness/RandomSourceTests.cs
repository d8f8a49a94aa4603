using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Randomness;

[TestClass]
public sealed class RandomSourceTests
{
    [TestMethod]
    public void Uniform_ManyDraws_IsUniformOverTheRange()
    {
        using var source = new RandomSource(CPU, 1);
        using var drawn = source.Uniform([50, 400], -2, 3);
        Views.Batch.AreUniform(Views.Batch.Values(drawn), -2, 3);
    }

    [TestMethod]
    public void Normal_ManyDraws_HasTheMomentsOfTheNormalDistribution()
    {
        using var source = new RandomSource(CPU, 1);
        using var drawn = source.Normal([50, 400]);
        AreNormal(Views.Batch.Values(drawn));
    }

    [TestMethod]
    [DataRow(ScalarType.Float32)]
    [DataRow(ScalarType.Float64)]
    public void NormalLike_ManyDraws_HasTheMomentsOfTheNormalDistribution(ScalarType type)
    {
        using var source = new RandomSource(CPU, 1);
        using var like = zeros(50, 4, 100, type);
        using var drawn = source.NormalLike(like);
        Assert.AreEqual(type, drawn.dtype);
        AreNormal(Views.Batch.Values(drawn));
    }

    [TestMethod]
    public void Integers_ManyDraws_AreUniformBelowTheBound()
    {
        using var source = new RandomSource(CPU, 1);
        using var drawn = source.Integers([100, 100], 7);
        foreach (var group in Views.Batch.Values(drawn).CountBy(value => value))
        {
            Assert.IsTrue(group.Key is >= 0 and < 7);
            Views.Batch.IsBinomial(group.Value, 10_000, 1 / 7.0);
        }
    }

    [TestMethod]
    public void Bernoulli_ManyDraws_IsTrueWithTheProbability()
    {
        using var source = new RandomSource(CPU, 1);
        using var drawn = source.Bernoulli([100, 100], 0.3);
        Views.Batch.IsBinomial(drawn.data<bool>().Count(value => value), 10_000, 0.3);
    }

    [TestMethod]
    public void Draw_RowsAndDraws_AreUncorrelated()
    {
        using var source = new RandomSource(CPU, 1);
        using var first = source.Normal([3, 10_000]);
        using var second = source.Normal([3, 10_000]);
        double[][] rows = [.. Views.Batch.Values(first).Chunk(10_000), .. Views.Batch.Values(second).Chunk(10_000)];
        for (var i = 0; i < rows.Length; i++)
            for (var j = 0; j < i; j++)
                Assert.AreEqual(0, rows[i].Zip(rows[j], (a, b) => a * b).Average(), 0.05);
    }

    [TestMethod]
    public void Draw_RowsInParts_AreThoseOfAllAtOnce()
    {
        using var scope = NewDisposeScope();
        using var all = new RandomSource(CPU, 3, 1);
        using var rest = new RandomSource(CPU, 3, 1).Skip(2);
        using var some = new RandomSource(CPU, 3, 1).Branch([3, 0]);
        using var branch = new RandomSource(CPU, 3, 1).Branch();
        var whole = DrawAll(all, 5);
        var part = DrawAll(rest, 3);
        for (var i = 0; i < whole.Length; i++)
            CollectionAssert.AreEqual(Views.Batch.Values(whole[i].narrow(0, 2, 3)), Views.Batch.Values(part[i]));
        var (branched, selected) = (DrawAll(branch, 5), DrawAll(some, 2));
        for (var i = 0; i < whole.Length; i++)
        {
            CollectionAssert.AreEqual(
                Views.Batch.Values(cat([branched[i].narrow(0, 3, 1), branched[i].narrow(0, 0, 1)])), Views.Batch.Values(selected[i]));
            CollectionAssert.AreNotEqual(Views.Batch.Values(whole[i]), Views.Batch.Values(branched[i]));
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(5000)]
    public void NormalField_ByTheDevicesArithmetic_EqualsTheProcessors(int width)
    {
        using var scope = NewDisposeScope();
        ulong[] streams = [0, 1, ulong.MaxValue, 0x123456789ABCDEF0];
        var expected = Views.Batch.Values(NormalField.Draw(streams, width, CPU));
        Views.Batch.AreClose(expected, NormalField.DrawOnDevice(streams, width, CPU), 2e-6);
    }

    [TestMethod]
    public void NormalField_ManyValues_AreThoseOfFew()
    {
        using var scope = NewDisposeScope();
        ulong[] streams = [.. Enumerable.Range(0, 200).Select(i => (ulong)i)];
        var all = NormalField.Draw(streams, 1001, CPU);
        CollectionAssert.AreEqual(
            Views.Batch.Values(NormalField.Draw(new[] { streams[150] }, 1001, CPU)), Views.Batch.Values(all.narrow(0, 150, 1)));
    }

    [TestMethod]
    public void Branch_EachCall_DrawsOtherNumbers()
    {
        using var source = new RandomSource(CPU, 3);
        using var first = source.Branch();
        using var second = source.Branch();
        using var a = first.Uniform([4, 2]);
        using var b = second.Uniform([4, 2]);
        CollectionAssert.AreNotEqual(Views.Batch.Values(a), Views.Batch.Values(b));
    }

    [TestMethod]
    [DataRow(new long[] { 0 })]
    [DataRow(new long[] { 0, 3 })]
    [DataRow(new long[] { 3, 0 })]
    public void Uniform_NoEntries_IsEmpty(long[] shape)
    {
        using var source = new RandomSource(CPU, 3);
        using var drawn = source.Uniform(shape);
        CollectionAssert.AreEqual(shape, drawn.shape);
    }

    private static Tensor[] DrawAll(RandomSource source, int rows) =>
    [
        source.Uniform([rows, 2]), source.Normal([rows]), source.Integers([rows, 3], 1000), source.Bernoulli([rows, 40], 0.5),
        source.NormalLike(zeros(rows, 2, 3, ScalarType.Float64)), source.UniformLike(zeros(rows, 2)),
    ];

    private static void AreNormal(double[] values)
    {
        var slack = 5 / Math.Sqrt(values.Length);
        Assert.AreEqual(0, values.Average(), slack, "mean");
        Assert.AreEqual(1, values.Average(value => value * value), slack * Math.Sqrt(2), "variance");
        Assert.AreEqual(0, values.Average(value => Math.Pow(value, 3)), slack * Math.Sqrt(15), "skewness");
        Assert.AreEqual(3, values.Average(value => Math.Pow(value, 4)), slack * Math.Sqrt(96), "kurtosis");
    }
}

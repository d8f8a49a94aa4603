using Microsoft.ML;
using NumSharp;

namespace Nidl.ML.Tests.Npy;

/// <summary>Arrays that another implementation of the format writes load with equal values.</summary>
[TestClass]
public sealed class NumSharpTests
{
    private static readonly int[][] Shapes = [[6], [2, 3], [1, 2, 3], [3, 1, 2], [6, 1]];

    [TestMethod]
    public void LoadArrays_FloatingPoint_GivesTheValues()
    {
        AssertLoads([(Half)1.5, (Half)(-2), (Half)65504, (Half)0.25, (Half)0, (Half)(-0.125)], 1.5f, -2, 65504, 0.25f, 0, -0.125f);
        AssertLoads([1.5f, -2, 1e30f, 0.1f, 0, float.Epsilon], 1.5f, -2, 1e30f, 0.1f, 0, float.Epsilon);
        AssertLoads([1.5, -2, Math.PI, 0.1, 0, 1e300], 1.5f, -2, MathF.PI, 0.1f, 0, float.PositiveInfinity);
    }

    [TestMethod]
    public void LoadArrays_WholeNumbers_GivesTheValues()
    {
        AssertLoads<sbyte>([1, -2, 127, -128, 0, 5], 1, -2, 127, -128, 0, 5);
        AssertLoads<short>([1, -2, 32767, -32768, 0, 5], 1, -2, 32767, -32768, 0, 5);
        AssertLoads([1, -2, int.MaxValue, int.MinValue, 0, 5], 1, -2, 2147483647f, -2147483648f, 0, 5);
        AssertLoads([1, -2, long.MaxValue, long.MinValue, 0, 5], 1, -2, 9223372036854775807f, -9223372036854775808f, 0, 5);
        AssertLoads<byte>([1, 2, 255, 128, 0, 5], 1, 2, 255, 128, 0, 5);
        AssertLoads<ushort>([1, 2, 65535, 32768, 0, 5], 1, 2, 65535, 32768, 0, 5);
        AssertLoads<uint>([1, 2, uint.MaxValue, 1u << 31, 0, 5], 1, 2, 4294967295f, 2147483648f, 0, 5);
        AssertLoads<ulong>([1, 2, ulong.MaxValue, 1ul << 63, 0, 5], 1, 2, 18446744073709551615f, 9223372036854775808f, 0, 5);
        AssertLoads([true, false, false, true, true, false], 1, 0, 0, 1, 1, 0);
    }

    private static void AssertLoads<T>(T[] values, params float[] expected)
        where T : unmanaged
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext(1);
        foreach (var shape in Shapes)
        {
            var rows = ml.Data.LoadFromEnumerable([new NpyLoadingTests.PathRow { Path = folder[$"{string.Join('x', shape)}.npy"] }]);
            np.save(folder[$"{string.Join('x', shape)}.npy"], np.array(values).reshape(shape));
            var loading = ml.SelfSupervised.LoadArrays("Array", "Path").Fit(rows);
            Assert.AreEqual(InputShape.Create([.. shape.Select(dimension => (long)dimension)]), loading.Shape);
            CollectionAssert.AreEqual(expected, Embeddings.Of(loading.Transform(rows), "Array")[0], $"{typeof(T).Name}, {loading.Shape}");
        }
    }
}

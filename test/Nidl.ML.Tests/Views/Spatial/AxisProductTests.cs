using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views;

[TestClass]
public class AxisProductTests
{
    [TestMethod]
    [DataRow(0L, new[] { 15L, 16L, 31L })]
    [DataRow(3L, new[] { 40L, 21L, 67L })]
    [DataRow(8L, new[] { 32L, 33L, 31L })]
    public void ApplyBanded_AxesOfManyLengths_EqualsWholeMatrices(long reach, long[] axes)
    {
        using var scope = NewDisposeScope();
        var batch = Batch.Random([2, 2, .. axes], ScalarType.Float64);
        Tensor[] maps = [.. axes.Select(size => Batch.Random([2, size, size], ScalarType.Float64).triu_(-reach).tril_(reach))];
        var expected = Batch.Values(AxisProduct.Apply(batch, maps));
        Batch.AreClose(expected, AxisProduct.ApplyBanded(batch, reach, maps), 1e-12);
    }

    [TestMethod]
    public void Apply_MatrixOfEachAxis_EqualsSums()
    {
        using var scope = NewDisposeScope();
        var batch = Batch.Random([2, 3, 4, 5], ScalarType.Float64);
        var (rows, columns) = (Batch.Random([2, 6, 4], ScalarType.Float64), Batch.Random([1, 7, 5], ScalarType.Float64));
        var expected = einsum("nchw,nph,qw->ncpq", batch, rows, columns[0]);
        Batch.AreClose(Batch.Values(expected), AxisProduct.Apply(batch, rows, columns), 1e-12);
    }
}

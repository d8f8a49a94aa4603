using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Devices;

[TestClass]
public sealed class ChannelsLastTests
{
    [TestMethod]
    [DataRow(new long[] { 2, 3, 4, 5 }, new long[] { 60, 1, 15, 3 })]
    [DataRow(new long[] { 2, 1, 4, 5 }, new long[] { 20, 1, 5, 1 })]
    [DataRow(new long[] { 2, 3, 4, 5, 6 }, new long[] { 360, 1, 90, 18, 3 })]
    [DataRow(new long[] { 2, 1, 4, 5, 6 }, new long[] { 120, 1, 30, 6, 1 })]
    [DataRow(new long[] { 2, 3 }, new long[] { 3, 1 })]
    public void Lay_Rows_KeepsValuesAndShapeAndMovesChannelsToTheEnd(long[] shape, long[] strides)
    {
        using var scope = NewDisposeScope();
        var rows = rand(shape);
        var laid = ChannelsLast.Lay(rows);
        CollectionAssert.AreEqual(shape, laid.shape);
        CollectionAssert.AreEqual(strides, laid.stride());
        Assert.IsTrue(laid.eq(rows).all().ToBoolean());
        CollectionAssert.AreEqual(strides, ChannelsLast.Lay(laid).stride());
    }
}

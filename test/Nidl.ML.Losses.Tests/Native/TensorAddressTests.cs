using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Nidl.ML.Losses.Tests.Native;

[TestClass]
public sealed class TensorAddressTests
{
    [TestMethod]
    public void Of_PartOfATensor_IsThatOfItsFirstValue()
    {
        using var values = arange(10, dtype: ScalarType.Float64);
        using var part = values.narrow(0, 3, 4);
        var read = new double[4];
        Marshal.Copy(TensorAddress.Of(part), read, 0, read.Length);
        CollectionAssert.AreEqual(new double[] { 3, 4, 5, 6 }, read);
    }
}

using System.Text.Json;

namespace Nidl.ML.Tests.Encoders;

[TestClass]
public sealed class SizesTests
{
    [TestMethod]
    public void Equality_IsByValue()
    {
        Sizes a = [1, 2], b = [1, 2], c = [2, 1];
        Assert.AreEqual(a, b);
        Assert.AreEqual(a.GetHashCode(), b.GetHashCode());
        Assert.AreNotEqual(a, c);
        Assert.IsFalse(a.Equals(null));
    }

    [TestMethod]
    public void Create_CopiesItsValues()
    {
        int[] values = [1, 2];
        var sizes = Sizes.Create(values);
        values[0] = 9;
        Assert.AreEqual<Sizes>([1, 2], sizes);
        Assert.AreEqual(2, sizes.Count);
        Assert.AreEqual(2, sizes[1]);
    }

    [TestMethod]
    public void Create_ValueBelowOne_Throws()
    {
        var exception = Assert.ThrowsExactly<ArgumentException>(() => Sizes.Create([3, 0]));
        Assert.AreEqual("Sizes must be at least 1 each, but [3, 0] was given. (Parameter 'values')", exception.Message);
    }

    [TestMethod]
    public void Json_IsAnArray()
    {
        Assert.AreEqual("[32,64]", JsonSerializer.Serialize<Sizes>([32, 64]));
        Assert.AreEqual<Sizes>([32, 64], JsonSerializer.Deserialize<Sizes>("[32, 64]")!);
        Assert.AreEqual<Sizes>([], JsonSerializer.Deserialize<Sizes>("[]")!);
    }
}

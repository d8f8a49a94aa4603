using System.Text.Json;

namespace Nidl.ML.Tests.Data;

[TestClass]
public sealed class InputShapeTests
{
    [TestMethod]
    public void Shape_Dimensions_GiveRankSizeAndText()
    {
        InputShape shape = [3, 4, 5];
        Assert.AreEqual((3, 60, 4L), (shape.Rank, shape.Size, shape[1]));
        Assert.AreEqual("(3, 4, 5)", shape.ToString());
        CollectionAssert.AreEqual(new long[] { 7, 3, 4, 5 }, shape.WithBatch(7));
        CollectionAssert.AreEqual(new long[] { 3, 4, 5 }, shape.ToArray());
    }

    [TestMethod]
    public void Shape_Equality_IsByValue()
    {
        InputShape first = [1, 2], second = [1, 2], other = [2, 1];
        Assert.AreEqual(first, second);
        Assert.AreEqual(first.GetHashCode(), second.GetHashCode());
        Assert.AreNotEqual(first, other);
        Assert.IsFalse(first.Equals(null));
    }

    [TestMethod]
    public void Create_NoDimension_IsRefused() =>
        Error.Is<ArgumentException>(
            "The input shape needs at least one dimension, but none was given. (Parameter 'dimensions')", () => InputShape.Create([]));

    [TestMethod]
    public void Create_DimensionsThatCannotBe_AreRefused()
    {
        Error.Is<ArgumentException>(Message("(1, 0)"), () => InputShape.Create([1, 0]));
        Error.Is<ArgumentException>(Message("(-3)"), () => InputShape.Create([-3]));
        Error.Is<ArgumentException>(Message("(65536, 32768)"), () => InputShape.Create([65536, 32768]));
        Error.Is<ArgumentException>(Message("(3037000500, 3037000500)"), () => InputShape.Create([3037000500, 3037000500]));
        Assert.AreEqual(int.MaxValue, InputShape.Create([int.MaxValue]).Size);
    }

    [TestMethod]
    public void Json_Shape_IsAnArrayAndComesBack()
    {
        InputShape shape = [1, 28, 28];
        Assert.AreEqual("[1,28,28]", JsonSerializer.Serialize(shape));
        Assert.AreEqual(shape, JsonSerializer.Deserialize<InputShape>("[1,28,28]"));
    }

    private static string Message(string given) =>
        "The input shape needs dimensions of at least 1 and at most 2147483647 values in all, "
        + $"but {given} was given. (Parameter 'dimensions')";
}

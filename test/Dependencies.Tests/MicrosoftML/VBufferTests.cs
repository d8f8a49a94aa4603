using Microsoft.ML.Data;

namespace Dependencies.Tests.MicrosoftML;

[TestClass]
public sealed class VBufferTests
{
    private static readonly VBuffer<float> _sparse = new(5, 2, [10, 30], [1, 3]);

    [TestMethod]
    public void Sparse_KnowsItsImplicitItems()
    {
        Assert.IsFalse(_sparse.IsDense);
        Assert.AreEqual(0f, _sparse.GetItemOrDefault(0));
        Assert.AreEqual(30f, _sparse.GetItemOrDefault(3));
        CollectionAssert.AreEqual(new float[] { 0, 10, 0, 30, 0 }, _sparse.DenseValues().ToArray());
        CollectionAssert.AreEqual(new[] { 1, 3 }, _sparse.Items().Select(i => i.Key).ToArray());
        CollectionAssert.AreEqual(new[] { 1, 3 }, _sparse.GetIndices().ToArray());
        Assert.AreEqual(0, new VBuffer<float>(2, [1, 2]).GetIndices().Length);
    }

    [TestMethod]
    public void CopyToDense_FillsAReusedBuffer()
    {
        var target = new VBuffer<float>(6, [9, 9, 9, 9, 9, 9]);
        _sparse.CopyToDense(ref target);

        Assert.IsTrue(target.IsDense);
        CollectionAssert.AreEqual(new float[] { 0, 10, 0, 30, 0 }, target.GetValues().ToArray());
    }

    [TestMethod]
    public void CopyTo_OfARange_KeepsItSparse()
    {
        VBuffer<float> target = default;
        _sparse.CopyTo(ref target, 2, 3);

        Assert.AreEqual(3, target.Length);
        CollectionAssert.AreEqual(new float[] { 0, 30, 0 }, target.DenseValues().ToArray());
    }

    [TestMethod]
    public void Editor_ReusesLargeEnoughArrays()
    {
        var array = new float[4];
        var buffer = new VBuffer<float>(4, array);
        var editor = VBufferEditor.Create(ref buffer, 3);
        editor.Values[0] = 5;
        buffer = editor.Commit();

        Assert.IsFalse(editor.CreatedNewValues);
        Assert.AreEqual(5f, array[0]);
        Assert.AreEqual(3, buffer.Length);

        var larger = VBufferEditor.Create(ref buffer, 8, 2);
        Assert.IsTrue(larger.CreatedNewIndices);
        Assert.AreEqual(2, larger.Values.Length);
    }

    [TestMethod]
    public void Span_ThatIsTooSmall_Throws() => Assert.Throws<ArgumentException>(() => _sparse.CopyTo(new float[4]));
}

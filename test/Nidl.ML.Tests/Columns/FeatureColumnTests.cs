using Microsoft.ML.Data;

namespace Nidl.ML.Tests.Data;

[TestClass]
public sealed class FeatureColumnTests
{
    [TestMethod]
    public void Bind_ColumnWithDimensions_TakesThem()
    {
        var view = new VectorView([new VBuffer<float>(6, new float[6])], new VectorDataViewType(NumberDataViewType.Single, 1, 2, 3));
        Assert.AreEqual([1, 2, 3], FeatureColumn.Bind(view.Schema, "Features").Shape);
    }

    [TestMethod]
    public void BindInput_RequestedShape_Wins() =>
        Assert.AreEqual([1, 2, 3], FeatureColumn.BindInput(VectorView.Random(1, 6).Schema, "Features", [1, 2, 3], null).Shape);

    [TestMethod]
    public void Find_ColumnOfAnotherSize_NamesBothTypes() =>
        Error.Is<ArgumentOutOfRangeException>(
            "Schema mismatch for input column 'Features': expected Vector<Single, 6>, got Vector<Single, 5> (Parameter 'inputSchema')",
            () => new FeatureColumn("Features", [1, 2, 3]).Find(VectorView.Random(1, 5).Schema));

    [TestMethod]
    public void Find_MissingColumn_UsesMlNetsWords() =>
        Error.Is<ArgumentOutOfRangeException>(
            "Could not find input column 'Image' (Parameter 'inputSchema')",
            () => new FeatureColumn("Image", [6]).Find(VectorView.Random(1, 6).Schema));
}

using System.Text.Json;

namespace Nidl.ML.Tests.Data;

[TestClass]
public sealed class ColumnNamesTests
{
    [TestMethod]
    public void Equality_IsByValueAndOrder()
    {
        ColumnNames names = ["Age", "Sex"];
        ColumnNames same = ["Age", "Sex"];
        ColumnNames turned = ["Sex", "Age"];
        Assert.AreEqual(names, same);
        Assert.AreEqual(names.GetHashCode(), same.GetHashCode());
        Assert.AreNotEqual(names, turned);
    }

    [TestMethod]
    public void Conversion_OneName_IsAListOfIt()
    {
        ColumnNames names = "Age";
        CollectionAssert.AreEqual(new[] { "Age" }, names.ToArray());
        Assert.AreEqual("Age", names[0]);
        Assert.AreEqual("['Age']", names.ToString());
    }

    [TestMethod]
    public void Conversion_Array_IsACopyOfIt()
    {
        string[] given = ["Age", "Sex"];
        var options = new YAwareOptions { AuxiliaryColumnNames = given };
        given[0] = "Site";
        CollectionAssert.AreEqual(new[] { "Age", "Sex" }, options.AuxiliaryColumnNames.ToArray());
        Error.Is<ArgumentException>(
            "Column names must not be null or empty, but ['Age', ''] was given. (Parameter 'names')", () => new YAwareOptions { AuxiliaryColumnNames = new[] { "Age", "" } });
        Assert.ThrowsExactly<ArgumentNullException>(() => new YAwareOptions { AuxiliaryColumnNames = (string[])null! });
    }

    [TestMethod]
    public void Conversion_ArraysOfTheOtherLists_AreTaken()
    {
        Assert.AreEqual(new MlpEncoder { HiddenDimensions = [4, 5] }, new MlpEncoder { HiddenDimensions = new[] { 4, 5 } });
        Assert.AreEqual(new Normalize { Mean = [0.5, 0.4] }, new Normalize { Mean = new[] { 0.5, 0.4 } });
        Assert.AreEqual(new SimClrOptions { InputShape = [1, 28, 28] }, new SimClrOptions { InputShape = new long[] { 1, 28, 28 } });
        Assert.ThrowsExactly<ArgumentException>(() => new MlpEncoder { HiddenDimensions = new[] { 0 } });
        Assert.ThrowsExactly<ArgumentNullException>(() => new Normalize { Mean = (double[])null! });
    }

    [TestMethod]
    public void Create_CallersArray_IsCopied()
    {
        string[] given = ["Age"];
        var names = ColumnNames.Create(given);
        given[0] = "Sex";
        Assert.AreEqual("Age", names[0]);
    }

    [TestMethod]
    public void Create_EmptyName_SaysSo() =>
        Error.Is<ArgumentException>(
            "Column names must not be null or empty, but ['Age', ''] was given. (Parameter 'names')", () => ColumnNames.Create(["Age", ""]));

    [TestMethod]
    public void Create_NameTwice_SaysSo() =>
        Error.Is<ArgumentException>(
            "Column names must differ from each other, but ['Age', 'Age'] was given. (Parameter 'names')", () => ColumnNames.Create(["Age", "Age"]));

    [TestMethod]
    public void Json_RoundTrip_IsAnArray()
    {
        ColumnNames names = ["Age", "Sex"];
        var json = JsonSerializer.Serialize(names);
        Assert.AreEqual("""["Age","Sex"]""", json);
        Assert.AreEqual(names, JsonSerializer.Deserialize<ColumnNames>(json));
    }
}

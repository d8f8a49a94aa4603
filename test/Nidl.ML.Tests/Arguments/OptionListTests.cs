using System.Text.Json;

namespace Nidl.ML.Tests.Data;

/// <summary>Lists of options: copied, checked, compared item by item, written as JSON arrays.</summary>
[TestClass]
public sealed class OptionListTests
{
    [TestMethod]
    public void Equality_OfOptions_IsByValueAndOrder()
    {
        Assert.AreEqual(new MlpEncoder { HiddenDimensions = [4, 5] }, new MlpEncoder { HiddenDimensions = new List<int> { 4, 5 } });
        Assert.AreEqual(
            new MlpEncoder { HiddenDimensions = [4, 5] }.GetHashCode(), new MlpEncoder { HiddenDimensions = [4, 5] }.GetHashCode());
        Assert.AreNotEqual(new MlpEncoder { HiddenDimensions = [4, 5] }, new MlpEncoder { HiddenDimensions = [5, 4] });
        Assert.AreEqual(new MlpEncoder(), new MlpEncoder { HiddenDimensions = [512, 512] });
        Assert.AreEqual(new PixelScaling { Mean = [0.5, 0.4] }, new PixelScaling { Mean = new[] { 0.5, 0.4 } });
        Assert.AreEqual(new PixelScaling(), new PixelScaling { Mean = [0], StandardDeviation = [1] });
        Assert.AreEqual(new YAwareOptions { AuxiliaryColumnNames = ["Age"] }, new YAwareOptions { AuxiliaryColumnNames = ["Age"] });
        Assert.AreEqual(new SimClrOptions { InputShape = [1, 28, 28] }, new SimClrOptions { InputShape = new long[] { 1, 28, 28 } });
    }

    [TestMethod]
    public void Init_CallersArray_IsCopied()
    {
        string[] names = ["Age", "Sex"];
        int[] sizes = [1, 2];
        var options = new YAwareOptions { AuxiliaryColumnNames = names };
        var encoder = new MlpEncoder { HiddenDimensions = sizes };
        (names[0], sizes[0]) = ("Site", 9);
        CollectionAssert.AreEqual(new[] { "Age", "Sex" }, options.AuxiliaryColumnNames.ToArray());
        CollectionAssert.AreEqual(new[] { 1, 2 }, encoder.HiddenDimensions.ToArray());
    }

    [TestMethod]
    public void Init_WhatCannotBeUsed_NamesTheOption()
    {
        Error.Is<ArgumentException>(
            "HiddenDimensions must be at least 1 each, but [3, 0] was given. (Parameter 'HiddenDimensions')",
            () => new MlpEncoder { HiddenDimensions = [3, 0] });
        Error.Is<ArgumentException>(
            "Mean must be one or more finite numbers, but [] was given. (Parameter 'Mean')", () => new PixelScaling { Mean = [] });
        Error.Is<ArgumentException>(
            "Mean must be one or more finite numbers, but [0.5, NaN] was given. (Parameter 'Mean')",
            () => new PixelScaling { Mean = [0.5, double.NaN] });
        Error.Is<ArgumentException>(
            "AuxiliaryColumnNames must have no empty name, but ['Age', ''] was given. (Parameter 'AuxiliaryColumnNames')",
            () => new YAwareOptions { AuxiliaryColumnNames = ["Age", ""] });
        Error.Is<ArgumentException>(
            "AuxiliaryColumnNames must differ from each other, but ['Age', 'Age'] was given. (Parameter 'AuxiliaryColumnNames')",
            () => new YAwareOptions { AuxiliaryColumnNames = ["Age", "Age"] });
        Error.Is<ArgumentNullException>("Value cannot be null. (Parameter 'Mean')", () => new PixelScaling { Mean = null! });
        Error.Is<ArgumentNullException>(
            "Value cannot be null. (Parameter 'HiddenDimensions')", () => new MlpEncoder { HiddenDimensions = null! });
    }

    [TestMethod]
    public void Json_OfOptions_IsAnArray() =>
        Assert.AreEqual(
            "[32,64]",
            JsonSerializer.SerializeToElement(new ConvNet2d { HiddenChannels = [32, 64] }).GetProperty("HiddenChannels").GetRawText());
}

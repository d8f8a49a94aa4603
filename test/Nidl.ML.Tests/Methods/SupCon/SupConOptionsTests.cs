namespace Nidl.ML.Tests.SupCon;

[TestClass]
public sealed class SupConOptionsTests
{
    [TestMethod]
    public void Options_ByDefault_AreTheReferences()
    {
        var options = new SupConOptions();
        Assert.AreEqual(("Label", MissingValues.Refuse), (options.LabelColumnName, options.MissingValues));
        Assert.AreEqual((0.07, 0.07), (options.Temperature, options.BaseTemperature));
        Assert.AreEqual((2048, 128), (options.ProjectionHiddenDimension, options.ProjectionOutputDimension));
    }

    [TestMethod]
    public void Init_ValueOutOfRange_NamesOptionRangeAndValue()
    {
        Refused("Temperature must be positive and finite, but '0' was given.", () => new SupConOptions { Temperature = 0 });
        Refused("BaseTemperature must be positive and finite, but '0' was given.", () => new SupConOptions { BaseTemperature = 0 });
        Refused(
            "ProjectionHiddenDimension must be at least 1, but '0' was given.", () => new SupConOptions { ProjectionHiddenDimension = 0 });
        Refused(
            "ProjectionOutputDimension must be at least 1, but '0' was given.", () => new SupConOptions { ProjectionOutputDimension = 0 });
        Error.Is<ArgumentException>(
            "LabelColumnName must not be empty. (Parameter 'LabelColumnName')", () => new SupConOptions { LabelColumnName = "" });
    }

    private static void Refused(string message, Func<SupConOptions> create) =>
        Error.Is<ArgumentOutOfRangeException>($"{message} (Parameter '{message[..message.IndexOf(' ')]}')", () => create());
}

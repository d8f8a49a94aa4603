namespace Nidl.ML.Tests.SimClr;

[TestClass]
public sealed class SimClrOptionsTests
{
    [TestMethod]
    public void Options_Defaults_AreThoseDocumented()
    {
        var options = new SimClrOptions();
        Assert.AreEqual((0.1, 2048, 128), (options.Temperature, options.ProjectionHiddenDimension, options.ProjectionOutputDimension));
    }

    [TestMethod]
    public void Options_ValuesOutOfRange_AreRefused()
    {
        Refused("Temperature must be positive and finite, but '0' was given.", () => new SimClrOptions { Temperature = 0 });
        Refused("Temperature must be positive and finite, but 'NaN' was given.", () => new SimClrOptions { Temperature = double.NaN });
        Refused(
            "Temperature must be from 1E-20 to 1E+20, outside of which single precision cannot compute, but '2.9E-39' was given.",
            () => new SimClrOptions { Temperature = 2.9e-39 });
        Refused(
            "ProjectionHiddenDimension must be at least 1, but '0' was given.", () => new SimClrOptions { ProjectionHiddenDimension = 0 });
        Refused(
            "ProjectionOutputDimension must be at least 1, but '-4' was given.",
            () => new SimClrOptions { ProjectionOutputDimension = -4 });
    }

    [TestMethod]
    public void Options_WithEqualValues_AreEqual()
    {
        Assert.AreEqual(new SimClrOptions { Temperature = 0.5 }, new SimClrOptions { Temperature = 0.5 });
        Assert.AreNotEqual(new SimClrOptions { Temperature = 0.5 }, new SimClrOptions());
    }

    private static void Refused(string message, Func<SimClrOptions> create) =>
        Error.Is<ArgumentOutOfRangeException>($"{message} (Parameter '{message[..message.IndexOf(' ')]}')", () => create());
}

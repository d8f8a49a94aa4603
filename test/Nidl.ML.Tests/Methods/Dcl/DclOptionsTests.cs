using Microsoft.ML;

namespace Nidl.ML.Tests.Dcl;

[TestClass]
public sealed class DclOptionsTests
{
    [TestMethod]
    public void Options_ByDefault_AreTheReferences()
    {
        var options = new DclOptions();
        Assert.AreEqual(0.1, options.Temperature);
        Assert.IsFalse(options.WeightedPositives);
        Assert.AreEqual(0.5, options.Sigma);
        Assert.IsFalse(options.DetachWeights);
        Assert.AreEqual(2048, options.ProjectionHiddenDimension);
        Assert.AreEqual(128, options.ProjectionOutputDimension);
        Assert.AreEqual(new DclOptions(), options);
    }

    [TestMethod]
    public void Init_ValueOutOfRange_NamesOptionRangeAndValue()
    {
        Refused("Temperature must be positive and finite, but '-0.1' was given.", () => new DclOptions { Temperature = -0.1 });
        Refused("Sigma must be positive and finite, but '0' was given.", () => new DclOptions { Sigma = 0 });
        const string Required = "from 1E-20 to 1E+20, outside of which single precision cannot compute";
        Refused($"Temperature must be {Required}, but '1E-30' was given.", () => new DclOptions { Temperature = 1e-30 });
        Refused($"Sigma must be {Required}, but '1E+30' was given.", () => new DclOptions { WeightedPositives = true, Sigma = 1e30 });
        Refused("ProjectionHiddenDimension must be at least 1, but '0' was given.", () => new DclOptions { ProjectionHiddenDimension = 0 });
        Refused("ProjectionOutputDimension must be at least 1, but '0' was given.", () => new DclOptions { ProjectionOutputDimension = 0 });
    }

    [TestMethod]
    public void Catalog_WeightingDescribedButNotAskedFor_IsRefused()
    {
        Error.Is<ArgumentException>(
            "Sigma and DetachWeights need WeightedPositives = true, but Sigma = 0.25 and DetachWeights = False were given without it. "
            + "(Parameter 'WeightedPositives')",
            () => new MLContext(1).SelfSupervised.Dcl("Embedding", "Image", new DclOptions { Sigma = 0.25 }));
        Error.Is<ArgumentException>(
            "Sigma and DetachWeights need WeightedPositives = true, but Sigma = 0.5 and DetachWeights = True were given without it. "
            + "(Parameter 'WeightedPositives')",
            () => new MLContext(1).SelfSupervised.Dcl("Embedding", "Image", new DclOptions { DetachWeights = true }));
    }

    [TestMethod]
    public void Catalog_WithoutOptions_TakesTheDefaults() =>
        Assert.AreEqual(new DclOptions(), new MLContext(1).SelfSupervised.Dcl("Embedding").Options);

    private static void Refused(string message, Func<DclOptions> create) =>
        Error.Is<ArgumentOutOfRangeException>($"{message} (Parameter '{message[..message.IndexOf(' ')]}')", () => create());
}

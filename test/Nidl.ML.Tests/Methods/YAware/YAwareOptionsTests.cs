using System.Text.Json;
using Microsoft.ML;
using Nidl.ML.Losses;

namespace Nidl.ML.Tests.YAware;

[TestClass]
public sealed class YAwareOptionsTests
{
    [TestMethod]
    public void Options_ByDefault_AreTheReferences()
    {
        var options = new YAwareOptions();
        Assert.IsEmpty(options.AuxiliaryColumnNames);
        Assert.AreEqual(Kernel.Gaussian, options.Kernel);
        Assert.AreEqual("1", options.Bandwidth.ToString());
        Assert.IsNull(options.Metric);
        Assert.AreEqual(0.1, options.Temperature);
        Assert.AreEqual(YAwareNormalization.PerAnchor, options.Normalization);
        Assert.AreEqual(MissingValues.Refuse, options.MissingValues);
        Assert.AreEqual(512, options.ProjectionHiddenDimension);
        Assert.AreEqual(128, options.ProjectionOutputDimension);
    }

    [TestMethod]
    public void Equality_OfOptions_IsByValue()
    {
        Assert.AreEqual(
            new YAwareOptions { AuxiliaryColumnNames = ["Age", "Sex"] }, new YAwareOptions { AuxiliaryColumnNames = ["Age", "Sex"] });
        Assert.AreNotEqual(new YAwareOptions { AuxiliaryColumnNames = ["Age"] }, new YAwareOptions { AuxiliaryColumnNames = ["Sex"] });
        Assert.AreEqual(new YAwareOptions { Bandwidth = new[] { 25, 0.5 } }, new YAwareOptions { Bandwidth = new[] { 25, 0.5 } });
        Assert.AreNotEqual(new YAwareOptions { Bandwidth = 25 }, new YAwareOptions { Bandwidth = 24 });
    }

    [TestMethod]
    public void Init_ValueOutOfRange_NamesOptionRangeAndValue()
    {
        Refused("Temperature must be positive and finite, but '0' was given.", () => new YAwareOptions { Temperature = 0 });
        Refused(
            "Temperature must be from 1E-20 to 1E+20, outside of which single precision cannot compute, but '1E-30' was given.",
            () => new YAwareOptions { Temperature = 1e-30 });
        Refused(
            "Kernel must be one of Gaussian, Epanechnikov, Exponential, Linear, Cosine, but '9' was given.",
            () => new YAwareOptions { Kernel = (Kernel)9 });
        Refused(
            "Normalization must be one of PerAnchor, ReferenceColumns, but '-1' was given.",
            () => new YAwareOptions { Normalization = (YAwareNormalization)(-1) });
        Refused(
            "MissingValues must be one of Refuse, NoNeighbors, but '2' was given.",
            () => new YAwareOptions { MissingValues = (MissingValues)2 });
        Refused(
            "ProjectionHiddenDimension must be at least 1, but '0' was given.", () => new YAwareOptions { ProjectionHiddenDimension = 0 });
        Refused(
            "ProjectionOutputDimension must be at least 1, but '0' was given.", () => new YAwareOptions { ProjectionOutputDimension = 0 });
    }

    [TestMethod]
    public void Init_Null_NamesTheOption()
    {
        Error.Is<ArgumentNullException>("Value cannot be null. (Parameter 'Bandwidth')", () => _ = new YAwareOptions { Bandwidth = null! });
        Error.Is<ArgumentNullException>(
            "Value cannot be null. (Parameter 'AuxiliaryColumnNames')", () => _ = new YAwareOptions { AuxiliaryColumnNames = null! });
    }

    [TestMethod]
    public void Catalog_NoAuxiliaryColumn_IsRefused() =>
        Error.Is<ArgumentException>(
            "AuxiliaryColumnNames must name at least one column, but none was given; without auxiliary variables use SimClr. "
            + "(Parameter 'AuxiliaryColumnNames')",
            () => new MLContext(1).SelfSupervised.YAware("Embedding", "Image", new YAwareOptions()));

    [TestMethod]
    public void Catalog_MetricBesideKernelOrBandwidth_IsRefused()
    {
        var options = new YAwareOptions { AuxiliaryColumnNames = ["Age"], Metric = new KernelMetric() };
        Error.Is<ArgumentException>(
            "Metric brings its own kernel and bandwidth, but Kernel = Linear and Bandwidth = 1 were given beside it. (Parameter 'Metric')",
            () => new MLContext(1).SelfSupervised.YAware("Embedding", "Image", options with { Kernel = Kernel.Linear }));
        Error.Is<ArgumentException>(
            "Metric brings its own kernel and bandwidth, but Kernel = Gaussian and Bandwidth = [1, "
            + "2] were given beside it. (Parameter 'Metric')",
            () => new MLContext(1).SelfSupervised.YAware("Embedding", "Image", options with { Bandwidth = new double[] { 1, 2 } }));
    }

    [TestMethod]
    public void Catalog_OneAuxiliaryColumn_IsTheOptionsOnlyOne()
    {
        var estimator = new MLContext(1).SelfSupervised.YAware("Embedding", "Age");
        Assert.AreEqual(new YAwareOptions { AuxiliaryColumnNames = ["Age"] }, estimator.Options);
        Assert.AreEqual("Embedding", estimator.InputColumnName);
    }

    [TestMethod]
    public void Json_BandwidthAndMetric_AreWrittenAsTextThatTellsThemApart()
    {
        var json = JsonSerializer.SerializeToElement(new YAwareOptions { Bandwidth = new[,] { { 2, -0.5 }, { -0.5, 1 } } });
        Assert.AreEqual("[[2, -0.5], [-0.5, 1]]", json.GetProperty("Bandwidth").GetString());
        Assert.AreEqual(JsonValueKind.Null, json.GetProperty("Metric").ValueKind);
        json = JsonSerializer.SerializeToElement(new YAwareOptions { Metric = new KernelMetric(Kernel.Cosine, 3.0) });
        Assert.AreEqual("KernelMetric(kernel=Cosine, bandwidth=3)", json.GetProperty("Metric").GetString());
    }

    private static void Refused(string message, Func<YAwareOptions> create) =>
        Error.Is<ArgumentOutOfRangeException>($"{message} (Parameter '{message[..message.IndexOf(' ')]}')", () => create());
}

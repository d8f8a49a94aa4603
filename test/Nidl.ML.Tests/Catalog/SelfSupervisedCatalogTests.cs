using Microsoft.ML;

namespace Nidl.ML.Tests.Catalog;

[TestClass]
public sealed class SelfSupervisedCatalogTests
{
    [TestMethod]
    public void SimClr_TwoOverloads_NameTheirColumns()
    {
        var catalog = new MLContext(1).SelfSupervised;
        var (plain, named, full) = (catalog.SimClr("Both"), catalog.SimClr("Out", "In"), catalog.SimClr("Out", "In", Tiny.Options));
        Assert.AreEqual(("Both", "Both"), (plain.OutputColumnName, plain.InputColumnName));
        Assert.AreEqual(("Out", "In"), (named.OutputColumnName, named.InputColumnName));
        Assert.AreEqual(new SimClrOptions(), named.Options);
        Assert.AreSame(Tiny.Options, full.Options);
    }

    [TestMethod]
    public void SimClr_ArgumentsThatCannotBe_AreRefused()
    {
        var catalog = new MLContext(1).SelfSupervised;
        Assert.AreEqual("outputColumnName", Assert.ThrowsExactly<ArgumentNullException>(() => catalog.SimClr(null!)).ParamName);
        Assert.AreEqual("outputColumnName", Assert.ThrowsExactly<ArgumentException>(() => catalog.SimClr("")).ParamName);
        Assert.AreEqual("options", Assert.ThrowsExactly<ArgumentNullException>(() => catalog.SimClr("Out", "In", null!)).ParamName);
        Assert.AreEqual("context", Assert.ThrowsExactly<ArgumentNullException>(() => new SelfSupervisedCatalog(null!)).ParamName);
    }
}

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
    public void EveryMethod_ShortOverload_SetsItsOptions()
    {
        var catalog = new MLContext(1).SelfSupervised;
        TrainingOptions[] given =
        [
            catalog.SimClr("Out", "In", numberOfEpochs: 3, batchSize: 8, learningRate: 0.01).Options,
            catalog.Dcl("Out", "In", numberOfEpochs: 3, batchSize: 8, learningRate: 0.01).Options,
            catalog.BarlowTwins("Out", "In", numberOfEpochs: 3, batchSize: 8, learningRate: 0.01).Options,
            catalog.YAware("Out", "Age", "In", numberOfEpochs: 3, batchSize: 8, learningRate: 0.01).Options,
            catalog.VicReg("Out", "In", numberOfEpochs: 3, batchSize: 8, learningRate: 0.01).Options,
            catalog.Byol("Out", "In", numberOfEpochs: 3, batchSize: 8, learningRate: 0.01).Options,
            catalog.SupCon("Out", "Label", "In", numberOfEpochs: 3, batchSize: 8, learningRate: 0.01).Options,
        ];
        foreach (var options in given)
            Assert.AreEqual((3, 8, 0.01), (options.NumberOfEpochs, options.BatchSize, options.LearningRate), options.GetType().Name);
    }

    [TestMethod]
    public void EveryMethod_ShortOverload_HasTheDefaultsOfTheOptions()
    {
        var catalog = new MLContext(1).SelfSupervised;
        Assert.AreEqual(new SimClrOptions(), catalog.SimClr("Out").Options);
        Assert.AreEqual(new DclOptions(), catalog.Dcl("Out").Options);
        Assert.AreEqual(new VicRegOptions(), catalog.VicReg("Out").Options);
        Assert.AreEqual(new ByolOptions(), catalog.Byol("Out").Options);
        Assert.AreEqual(new SupConOptions(), catalog.SupCon("Out", "Label").Options);
        Assert.AreEqual(new SupConOptions { LabelColumnName = "Kind" }, catalog.SupCon("Out", "Kind").Options);
        Assert.AreEqual(new BarlowTwinsOptions(), catalog.BarlowTwins("Out").Options);
        var (given, defaults) = (catalog.YAware("Out", "Age", "In").Options, new YAwareOptions());
        Assert.AreEqual(
            (defaults.NumberOfEpochs, defaults.BatchSize, defaults.LearningRate, defaults.Bandwidth),
            (given.NumberOfEpochs, given.BatchSize, given.LearningRate, given.Bandwidth));
    }

    [TestMethod]
    public void SimClr_ArgumentsThatCannotBe_AreRefused()
    {
        var catalog = new MLContext(1).SelfSupervised;
        Assert.AreEqual("outputColumnName", Assert.ThrowsExactly<ArgumentNullException>(() => catalog.SimClr(null!)).ParamName);
        Assert.AreEqual("outputColumnName", Assert.ThrowsExactly<ArgumentException>(() => catalog.SimClr("")).ParamName);
        Assert.AreEqual("inputColumnName", Assert.ThrowsExactly<ArgumentException>(() => catalog.SimClr("Out", "")).ParamName);
        Assert.AreEqual("inputColumnName", Assert.ThrowsExactly<ArgumentException>(() => catalog.LoadArrays("Out", "")).ParamName);
        Assert.AreEqual("options", Assert.ThrowsExactly<ArgumentNullException>(() => catalog.SimClr("Out", "In", null!)).ParamName);
        Assert.AreEqual("context", Assert.ThrowsExactly<ArgumentNullException>(() => _ = ((MLContext)null!).SelfSupervised).ParamName);
    }
}

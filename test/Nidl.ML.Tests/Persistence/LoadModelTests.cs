using Microsoft.ML;
using Nidl.ML.Tests.Embedding;

namespace Nidl.ML.Tests.Persistence;

[TestClass]
public sealed class LoadModelTests
{
    [TestMethod]
    public void LoadModel_OfAFileAndAStream_GivesTheModelAndItsInputSchema()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["model.zip"], SavedModel.Chain);
        var ml = new MLContext(1);
        var view = Images.View(ml, 6);
        using var fromFile = (IDisposable)ml.SelfSupervised.LoadModel(folder["model.zip"], out var fileSchema);
        using var fromStream = (IDisposable)ml.SelfSupervised.LoadModel(new MemoryStream(SavedModel.Chain), out var streamSchema);
        Assert.AreEqual("Image, Label, Number", string.Join(", ", fileSchema.Select(column => column.Name)));
        Assert.AreEqual("Image, Label, Number", string.Join(", ", streamSchema.Select(column => column.Name)));
        var (first, second) = (((ITransformer)fromFile).Transform(view), ((ITransformer)fromStream).Transform(view));
        Assert.AreEqual("Embedding, Mixed", string.Join(", ", first.Schema.Skip(3).Select(column => column.Name)));
        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.Of(first, "Mixed"), Embeddings.Of(second, "Mixed")));
    }

    [TestMethod]
    public void LoadModel_SavedWithoutASchema_GivesOneWithoutColumns()
    {
        using var model = (IDisposable)SavedModel.Load(SavedModel.Save(withSchema: false), out var schema);
        Assert.IsEmpty(schema);
    }

    [TestMethod]
    public void LoadModel_FailureOfOurPart_NamesFileAndCause()
    {
        using var folder = new TemporaryFolder();
        var path = folder["model.zip"];
        File.WriteAllBytes(path, SavedModel.Replace(SavedModel.Chain, "\"type\": \"mlp\"", "\"type\": \"mlx\""));
        var error = Error.Is<ModelFormatException>(
            $"The model file '{path}' cannot be loaded: The encoder type must be one of mlp, convNet2d, resNet2d, resNet3d, denseNet3d, "
            + "alexNet3d, visionTransformer3d, custom, torchScript, but 'mlx' was found.",
            () => new MLContext(1).SelfSupervised.LoadModel(path, out _));
        Assert.IsInstanceOfType<ModelFormatException>(error.InnerException);
    }

    [TestMethod]
    public void LoadModel_NewerFormat_NamesBothVersions()
    {
        var file = SavedModel.Replace(
            SavedModel.Replace(SavedModel.Chain, "\"format\": 1", "\"format\": 9"), "\"readableFrom\": 1", "\"readableFrom\": 8");
        Error.Is<ModelFormatException>(
            "The model stream cannot be loaded: The embedding must be of a format that version 1 of the reader understands, "
            + "but it is of format 9, readable from version 8; update Nidl.ML.",
            () => SavedModel.Load(file, out _));
    }

    [TestMethod]
    public void LoadModel_NewerFormatThatOlderReadersUnderstand_Loads()
    {
        using var model = (IDisposable)SavedModel.Load(SavedModel.Replace(SavedModel.Chain, "\"format\": 1", "\"format\": 2"), out _);
        Assert.IsNotNull(model);
    }

    [TestMethod]
    public void LoadModel_FailureOfMLNet_IsTheInnerException()
    {
        using var folder = new TemporaryFolder();
        var path = folder["model.zip"];
        File.WriteAllBytes(path, SavedModel.Replace(SavedModel.Chain, "NidlEmbedding", "NidlImbedding"));
        var error = Assert.ThrowsExactly<ModelFormatException>(() => new MLContext(1).SelfSupervised.LoadModel(path, out _));
        Assert.StartsWith($"The model file '{path}' cannot be loaded: ML.NET's reader failed with ", error.Message);
        Assert.IsNotInstanceOfType<ModelFormatException>(error.InnerException);
        Assert.IsNotNull(error.InnerException);
    }

    [TestMethod]
    public void LoadModel_ProbeLargerThanItsWeights_IsRefusedBeforeItIsMade()
    {
        // 4 inputs, 4 hidden units and 3 classes, and mean and deviation of inputs and label.
        var file = SavedModel.Replace(SavedModel.ChainWithProbes, HiddenDimensions(4), HiddenDimensions(9));
        Error.Is<ModelFormatException>(
            $"The model stream cannot be loaded: The weights of the probe must have the {4 * 9 + 9 + 9 * 3 + 3 + 10} values that its "
            + $"network has for embeddings of 4 values, but they have {4 * 4 + 4 + 4 * 3 + 3 + 10}.",
            () => SavedModel.Load(file, out _));
    }

    [TestMethod]
    public void LoadModel_LinearProbeLargerThanItsWeights_IsRefusedBeforeItIsMade()
    {
        var ml = new MLContext(1);
        var view = ml.Data.LoadFromEnumerable(Evaluation.Clusters.Rows(12));
        using var probe = (ProbeTransformer)ml.SelfSupervised.LinearProbe("Size", task: ProbeTask.Regression).Fit(view);
        using var stream = new MemoryStream();
        ml.Model.Save(probe, view.Schema, stream);
        // A weight and a mean for each of 3 values, and the intercept.
        Error.Is<ModelFormatException>(
            "The model stream cannot be loaded: The weights of the probe must have the 19 values that its network has for embeddings of "
            + "9 values, but they have 7.",
            () => SavedModel.Load(SavedModel.Replace(stream.ToArray(), "\"dimension\": 3", "\"dimension\": 9"), out _));
    }

    private static string HiddenDimensions(int only) => $"\"hiddenDimensions\": [{Environment.NewLine}        {only}";

    [TestMethod]
    public void LoadModel_MissingFile_IsNoFormatError()
    {
        using var folder = new TemporaryFolder();
        Assert.ThrowsExactly<FileNotFoundException>(() => new MLContext(1).SelfSupervised.LoadModel(folder["none.zip"], out _));
        Assert.AreEqual(
            "path", Assert.ThrowsExactly<ArgumentException>(() => new MLContext(1).SelfSupervised.LoadModel("", out _)).ParamName);
    }

    [TestMethod]
    public void LoadModel_StreamThatCannotSeek_IsRefused() =>
        Assert.AreEqual(
            "stream",
            Assert.ThrowsExactly<ArgumentException>(
                () => new MLContext(1).SelfSupervised.LoadModel(
                    new ForwardOnlyStream(new MemoryStream(SavedModel.Chain)), out _)).ParamName);

    [TestMethod]
    [TestCategory(TestDevice.Category)]
    public void Load_ContextsGpuIsNotThere_FailsOrFallsBackAsTheContextSays()
    {
        var strict = new MLContext(1) { GpuDeviceId = 99 };
        Assert.StartsWith(
            "GpuDeviceId 99 of the MLContext needs CUDA device 99",
            Assert.ThrowsExactly<InvalidOperationException>(
                () => strict.SelfSupervised.LoadModel(new MemoryStream(SavedModel.Chain), out _)).Message);
        var lenient = new MLContext(1) { GpuDeviceId = 99, FallbackToCpu = true };
        using var model = (IDisposable)lenient.SelfSupervised.LoadModel(new MemoryStream(SavedModel.Chain), out _);
        Assert.AreEqual(
            TorchSharp.DeviceType.CPU,
            ((IEnumerable<ITransformer>)model).OfType<EmbeddingTransformer>().Single().FrozenNetwork.Device.type);
    }

    [TestMethod]
    public void LoadModel_FreshProcess_GivesEqualSchemaAndBits()
    {
        using var folder = new TemporaryFolder();
        var path = folder["model.zip"];
        File.WriteAllBytes(path, SavedModel.Chain);
        using var model = (IDisposable)new MLContext(1).SelfSupervised.LoadModel(path, out _);
        var view = ((ITransformer)model).Transform(Images.View(new MLContext(1), 24));
        string[] expected = [
            string.Join(' ', view.Schema.Select(column => $"{column.Name}:{column.Type}")),
            .. Embeddings.Of(view).Select(
                row => string.Join(' ', row.Select(value => BitConverter.SingleToUInt32Bits(value).ToString("x8"))))];
        CollectionAssert.AreEqual(expected, FreshProcess.Run(path, "LoadModel"));
    }
}

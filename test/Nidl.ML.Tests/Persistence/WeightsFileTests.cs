using System.Text;
using Nidl.ML.Tests.Embedding;

namespace Nidl.ML.Tests.Persistence;

[TestClass]
public sealed class WeightsFileTests
{
    private static readonly SimClrOptions _small =
        Tiny.Options with { NumberOfEpochs = 0, Encoder = new MlpEncoder { HiddenDimensions = [2], EmbeddingDimension = 1 } };

    private static readonly VectorView _row = VectorView.Of([1f, 2f, 3f]);

    [TestMethod]
    public void WithWeights_OfSaveWeights_GivesTheSameBits()
    {
        using var folder = new TemporaryFolder();
        using var trained = Tiny.FitVectors(VectorView.Random(20, 3));
        using var untrained = Tiny.Untrained();
        var rows = VectorView.Random(9, 3, seed: 4);
        trained.SaveWeights(folder["weights.safetensors"]);
        using var stream = new MemoryStream();
        trained.SaveWeights(stream);
        stream.Position = 0;
        using var fromFile = untrained.WithWeights(folder["weights.safetensors"]);
        using var fromStream = untrained.WithWeights(new ForwardOnlyStream(stream));
        var expected = Embeddings.Of(trained.Transform(rows));
        Assert.IsTrue(Embeddings.AreBitEqual(expected, Embeddings.Of(fromFile.Transform(rows))));
        Assert.IsTrue(Embeddings.AreBitEqual(expected, Embeddings.Of(fromStream.Transform(rows))));
        CollectionAssert.AreEqual(File.ReadAllBytes(folder["weights.safetensors"]), stream.ToArray());
    }

    [TestMethod]
    public void SaveWeights_File_HasPyTorchsNamesAndNotes()
    {
        using var transformer = Tiny.FitVectors(VectorView.Random(2, 3), _small);
        using var stream = new MemoryStream();
        transformer.SaveWeights(stream);
        stream.Position = 0;
        using var file = SafetensorsReader.Read(stream);
        Assert.AreEqual("layers.0.weight, layers.0.bias, layers.2.weight, layers.2.bias", string.Join(", ", file.Tensors.Keys));
        Assert.AreEqual(
            "format=pt, nidl.embeddingDimension=1, nidl.inputShape=[3], nidl.method=SimCLR",
            string.Join(", ", file.Metadata.OrderBy(note => note.Key, StringComparer.Ordinal).Select(note => $"{note.Key}={note.Value}")));
    }

    [TestMethod]
    public void WithWeights_FileAsPythonWritesIt_GivesItsNetwork()
    {
        using var untrained = Tiny.FitVectors(VectorView.Random(2, 3), _small);
        using var transformer = untrained.WithWeights(new MemoryStream(PythonFile("layers.2.bias")));
        // relu((1, 2) + (0, -1)) = (1, 1); 2 * 1 + 3 * 1 + 0.5
        Assert.AreEqual(5.5f, Embeddings.Of(transformer.Transform(_row))[0][0]);
    }

    [TestMethod]
    public void WithWeights_OtherNames_AreListedWithTheFileAndNothingChanges()
    {
        using var folder = new TemporaryFolder();
        using var transformer = Tiny.FitVectors(VectorView.Random(2, 3), _small);
        var before = Embeddings.Of(transformer.Transform(_row));
        var path = folder["other.safetensors"];
        File.WriteAllBytes(path, PythonFile("fc.bias"));
        Error.Is<ModelFormatException>(
            $"The weights file '{path}' cannot be loaded: The weights must fit the network, "
            + "but 'layers.2.bias' is missing; 'fc.bias' is unexpected.",
            () => transformer.WithWeights(path));
        Assert.IsTrue(Embeddings.AreBitEqual(before, Embeddings.Of(transformer.Transform(_row))));
    }

    [TestMethod]
    public void WithWeights_Transformer_StaysAsItIs()
    {
        using var transformer = Tiny.FitVectors(VectorView.Random(2, 3), _small);
        var view = transformer.Transform(_row);
        var before = Embeddings.Of(view);
        using var other = transformer.WithWeights(new MemoryStream(PythonFile("layers.2.bias")));
        Assert.AreEqual(5.5f, Embeddings.Of(other.Transform(_row))[0][0]);
        Assert.IsTrue(Embeddings.AreBitEqual(before, Embeddings.Of(view)));
        Assert.IsTrue(Embeddings.AreBitEqual(before, Embeddings.Of(transformer.Transform(_row))));
    }

    [TestMethod]
    public void SaveWeights_ThatFails_LeavesTheOldFileAndNoOther()
    {
        using var folder = new TemporaryFolder();
        var path = folder["weights.safetensors"];
        File.WriteAllText(path, "old");
        var transformer = Tiny.Untrained();
        transformer.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => transformer.SaveWeights(path));
        Assert.ThrowsExactly<IOException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new IOException("the disk is full");
        }));
        Assert.AreEqual("old", File.ReadAllText(path));
        CollectionAssert.AreEqual(new[] { "weights.safetensors" }, folder.Entries);
    }

    [TestMethod]
    public void SaveWeights_Again_ReplacesTheFile()
    {
        using var folder = new TemporaryFolder();
        using var transformer = Tiny.Untrained();
        var path = folder["weights.safetensors"];
        File.WriteAllBytes(path, new byte[100_000]);
        transformer.SaveWeights(path);
        using var stream = File.OpenRead(path);
        using var file = SafetensorsReader.Read(stream);
        Assert.HasCount(4, file.Tensors);
        CollectionAssert.AreEqual(new[] { "weights.safetensors" }, folder.Entries);
    }

    [TestMethod]
    public void WithWeights_AfterDispose_Throws()
    {
        var transformer = Tiny.FitVectors(VectorView.Random(2, 3), _small);
        using var other = transformer.WithWeights(new MemoryStream(PythonFile("layers.2.bias")));
        transformer.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => transformer.WithWeights(new MemoryStream(PythonFile("layers.2.bias"))));
        Assert.AreEqual(5.5f, Embeddings.Of(other.Transform(_row))[0][0]);
    }

    // Python's writer sorts by the size of the type, then by name. Half precision here, as such files often are.
    private static byte[] PythonFile(string lastBias)
    {
        var header = $$$"""
            {"__metadata__":{"format":"pt"},"{{{lastBias}}}":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"layers.0.bias":{"dtype":"F16","shape":[2],"data_offsets":[4,8]},"layers.0.weight":{"dtype":"F16","shape":[2,3],"data_offsets":[8,20]},"layers.2.weight":{"dtype":"F16","shape":[1,2],"data_offsets":[20,24]}}
            """;
        Half[] halves = [(Half)0, (Half)(-1), (Half)1, (Half)0, (Half)0, (Half)0, (Half)1, (Half)0, (Half)2, (Half)3];
        return SafetensorsFixtures.File(
            Encoding.UTF8.GetBytes(header), [.. BitConverter.GetBytes(0.5f), .. halves.SelectMany(BitConverter.GetBytes)]);
    }
}

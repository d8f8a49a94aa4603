using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Persistence;

[TestClass]
public sealed class OnnxWeightsTests
{
    private static readonly ResNet2d s_small = new() { Depth = 18, Width = 2, Stem = ResNetStem.Full };

    [TestMethod]
    [DataRow(18)]
    [DataRow(20)]
    [DataRow(34)]
    [DataRow(50)]
    public void Read_ResidualNetworkOfOtherNames_HasTheNetworksState(int depth)
    {
        using var scope = NewDisposeScope();
        var state = State(s_small with { Depth = depth });
        int[] blocks = depth switch { 18 => [2, 2, 2, 2], 20 => [2, 2, 2, 3], _ => [3, 4, 6, 3] };

        using var file = Read(OnnxResidualFile.Of(state, blocks, depth == 50 ? 3 : 2, epsilon: 3e-5f));

        CollectionAssert.AreEquivalent(state.Keys.ToArray(), file.Tensors.Keys.ToArray());
        foreach (var (name, expected) in state)
        {
            var shift = name.EndsWith("running_var", StringComparison.Ordinal) ? 2e-5 : 0;
            Assert.IsTrue(
                file.Tensors[name].to(ScalarType.Float64).allclose(expected.to(ScalarType.Float64).add(shift), rtol: 1e-6, atol: 1e-7),
                name);
        }
    }

    [TestMethod]
    public void Read_NetworksOwnNames_AreTaken()
    {
        using var scope = NewDisposeScope();
        var state = State(s_small);
        using var file = Read(OnnxResidualFile.Named(state));
        CollectionAssert.AreEquivalent(state.Keys.ToArray(), file.Tensors.Keys.ToArray());
        Assert.IsTrue(
            state.All(
                entry => file.Tensors[entry.Key].allclose(entry.Value, 0, 0)
                    || entry.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Fit_WithoutEpochs_EmbedsByTheFilesWeights()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var network = s_small.CreateModule([3, 32, 32]);
        Randomize(network);
        File.WriteAllBytes(folder["file.onnx"], OnnxResidualFile.Of(network.state_dict(), [2, 2, 2, 2], 2, epsilon: 1e-5f));
        var view = VectorView.Random(2, 3 * 32 * 32);
        float[][] Embed(InitialWeights weights)
        {
            using var model = new MLContext(1).SelfSupervised.SimClr("Embedding", "Features", Tiny.Options with
            {
                Encoder = s_small, InputShape = [3, 32, 32], NumberOfEpochs = 0, InitialWeights = weights,
            }).Fit(view);
            return Embeddings.Of(model.Transform(view));
        }

        network.eval();
        var rows = tensor(view.Rows.SelectMany(row => row.DenseValues()).ToArray()).view(2, 3, 32, 32);
        Embeddings.AreClose(Rows(network.call(rows)), Embed(InitialWeights.FromOnnx(folder["file.onnx"])));
        Embeddings.AreClose(Rows(network.call(rows.flip(1))), Embed(InitialWeights.FromOnnx(folder["file.onnx"], takesBlueFirst: true)));
    }

    [TestMethod]
    public void Fit_BrokenFile_IsAnErrorWithItsPath()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file.onnx"], "");
        Error.Is<ModelFormatException>(
            $"InitialWeights of '{folder["file.onnx"]}': An ONNX file must hold a graph, but this one has none.",
            () => Tiny.FitVectors(
                VectorView.Random(8, 3), Tiny.Options with { InitialWeights = InitialWeights.FromOnnx(folder["file.onnx"]) }));
    }

    [TestMethod]
    public void Read_CutOrChangedFile_IsRefusedOrRead()
    {
        using var scope = NewDisposeScope();
        var file = OnnxResidualFile.Of(State(s_small with { Width = 1 }), [2, 2, 2, 2], 2, epsilon: 1e-5f);
        for (var length = 0; length < file.Length; length += 997)
            Assert.ThrowsExactly<ModelFormatException>(() => Read(file[..length]).Dispose());
        var random = new Random(1);
        for (var round = 0; round < 300; round++)
        {
            var changed = (byte[])file.Clone();
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
            try
            {
                Read(changed).Dispose();
            }
            catch (ModelFormatException)
            {
            }
        }
    }

    [TestMethod]
    public void Read_FilesOfOtherKinds_SayWhatIsMissing()
    {
        Error.Is<ModelFormatException>(
            "An ONNX file must hold weights under the network's names, "
            + "or a residual network of convolutions with normalizations, but this one has neither.", () => Read([0x3A, 0]));
        Error.Is<ModelFormatException>(
            "An ONNX file must be a message of Protocol Buffers, but a field of wire type 6 was found.", () => Read([0x0E]));
        Error.Is<ModelFormatException>(
            "An ONNX file must be a message of Protocol Buffers, but a number of more than 10 bytes was found.",
            () => Read([.. Enumerable.Repeat((byte)0xFF, 12)]));
        Error.Is<ModelFormatException>(
            "An ONNX file must hold as many bytes as it announces, but a field of 5 bytes has 1 left.", () => Read([0x3A, 5, 0]));
        // A tensor of two values named "w" that has none; one in another file.
        byte[] tensor = [0x08, 2, 0x10, 1, 0x42, 8, .. "x.weight"u8];
        Error.Is<ModelFormatException>(
            "The initializer 'x.weight' of an ONNX file must have as many values as its shape (2) has, but 0.", () => Read(Graph(tensor)));
        Error.Is<ModelFormatException>(
            "The initializer 'x.weight' of an ONNX file must have the type 1, float, but 7.", () => Read(Graph([0x10, 7, .. tensor[4..]])));
        Error.Is<ModelFormatException>(
            "The initializer 'x.weight' of an ONNX file must have its values in the file itself, but they are in another.",
            () => Read(Graph([.. tensor, 0x70, 1])));
    }

    private static byte[] Graph(byte[] tensor) => [0x3A, (byte)(tensor.Length + 2), 0x2A, (byte)tensor.Length, .. tensor];

    private static SafetensorsFile Read(byte[] file) => OnnxWeightsReader.Read(new MemoryStream(file), takesBlueFirst: false);

    private static IReadOnlyDictionary<string, Tensor> State(ResNet2d encoder)
    {
        using var network = encoder.CreateModule([3, 32, 32]);
        Randomize(network);
        return network.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone());
    }

    // Statistics too, so that none has the value of another.
    private static void Randomize(nn.Module network)
    {
        using var noGradient = no_grad();
        foreach (var (name, value) in network.state_dict().Where(entry => entry.Value.is_floating_point()))
            value.copy_(name.EndsWith("running_var", StringComparison.Ordinal) ? rand(value.shape).add(0.5) : randn(value.shape).mul(0.1));
    }

    private static float[][] Rows(Tensor rows) => [.. rows.contiguous().data<float>().ToArray().Chunk((int)rows.shape[1])];
}

using Nidl.ML.Tests.Encoders;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Embedding;

[TestClass]
public sealed class WeightsLoaderTests
{
    private static readonly MlpEncoder _encoder =
        new() { HiddenDimensions = [4], EmbeddingDimension = 2, Normalization = MlpNormalization.BatchNorm };

    [TestMethod]
    public void Load_SavedState_GivesTheSameEmbeddings()
    {
        using var scope = NewDisposeScope();
        using var saved = _encoder.CreateModule([3]);
        using var loaded = _encoder.CreateModule([3]);
        saved.Scramble(seed: 1);
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, saved.state_dict());
        stream.Position = 0;
        using var file = SafetensorsReader.Read(stream);
        WeightsLoader.Load(loaded, file.Tensors);
        saved.eval();
        loaded.eval();
        var input = rand(5, 3);
        CollectionAssert.AreEqual(saved.call(input).Values(), loaded.call(input).Values());
        Assert.IsTrue(loaded.parameters().All(parameter => parameter.requires_grad));
    }

    [TestMethod]
    public void Load_OtherFloatingPointType_Converts()
    {
        using var scope = NewDisposeScope();
        using var module = _encoder.CreateModule([3]);
        var weights = module.state_dict().ToDictionary(
            entry => entry.Key,
            entry => entry.Value.is_floating_point() ? full_like(entry.Value, 0.5, ScalarType.Float64) : entry.Value.clone());
        WeightsLoader.Load(module, weights);
        Assert.IsTrue(
            module.parameters().All(parameter => parameter.dtype == ScalarType.Float32 && parameter.Values().All(value => value == 0.5)));
    }

    [TestMethod]
    public void Load_Mismatches_AreAllListedAndNothingIsCopied()
    {
        using var scope = NewDisposeScope();
        using var module = _encoder.CreateModule([3]);
        var before = module.state_dict().Values.Select(tensor => tensor.Values()).ToArray();
        var weights = module.state_dict().ToDictionary(entry => entry.Key, entry => zeros_like(entry.Value));
        weights.Remove("layers.0.weight");
        weights["fc.bias"] = zeros(3);
        weights["layers.3.weight"] = zeros(2, 5);
        weights["layers.1.num_batches_tracked"] = tensor(1f);
        var exception = Assert.ThrowsExactly<ModelFormatException>(() => WeightsLoader.Load(module, weights));
        Assert.AreEqual(
            "The weights must fit the network, but 'layers.0.weight' is missing; 'fc.bias' is unexpected; "
            + "'layers.3.weight' has shape (2, 5) where (2, 4) is needed; "
            + "'layers.1.num_batches_tracked' is of type Float32 where Int64 is needed.", exception.Message);
        var after = module.state_dict().Values.Select(tensor => tensor.Values()).ToArray();
        for (var i = 0; i < before.Length; i++)
            CollectionAssert.AreEqual(before[i], after[i]);
    }
}

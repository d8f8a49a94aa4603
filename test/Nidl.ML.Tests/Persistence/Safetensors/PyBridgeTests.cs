using Nidl.ML.Tests.Encoders;
using TorchSharp.PyBridge;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Embedding;

/// <summary>Another implementation of the safetensors format reads what we write, and we read what it writes.</summary>
[TestClass]
public sealed class PyBridgeTests
{
    public static IEnumerable<ScalarType> Types =>
    [
        ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64, ScalarType.Int32,
        ScalarType.Int16,
        ScalarType.Int8, ScalarType.Byte, ScalarType.Bool,
    ];

    [TestMethod]
    [DynamicData(nameof(Types))]
    public void LoadStateDict_OfOurFile_IsEqual(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var state = State(type);
        using var file = new MemoryStream();
        SafetensorsWriter.Write(file, state);
        file.Position = 0;
        AssertEqual(state, Safetensors.LoadStateDict(file));
    }

    [TestMethod]
    [DynamicData(nameof(Types))]
    public void Read_OfPyBridgesFile_IsEqual(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var state = State(type);
        using var file = new MemoryStream();
        Safetensors.SaveStateDict(file, state, leaveOpen: true);
        using var read = SafetensorsFixtures.Read(file.ToArray());
        AssertEqual(state, read.Tensors);
    }

    private static Dictionary<string, Tensor> State(ScalarType type)
    {
        var values = (arange(24, dtype: ScalarType.Float32) - (type is ScalarType.Byte or ScalarType.Bool ? 0 : 11)).to(type);
        return new() { ["layer.weight"] = values.reshape(2, 3, 4), ["layer.bias"] = values.narrow(0, 0, 5).clone(), ["count"] = values[1]
            .clone() };
    }

    private static void AssertEqual(Dictionary<string, Tensor> expected, IReadOnlyDictionary<string, Tensor> actual)
    {
        CollectionAssert.AreEquivalent(expected.Keys, actual.Keys.ToArray());
        foreach (var (name, tensor) in expected)
        {
            Assert.AreEqual(tensor.dtype, actual[name].dtype, name);
            CollectionAssert.AreEqual(tensor.shape, actual[name].shape, name);
            CollectionAssert.AreEqual(tensor.Values(), actual[name].Values(), name);
        }
    }
}

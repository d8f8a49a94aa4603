using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses.Tests.Golden;

[TestClass]
public sealed class GoldenMethodTests
{
    public static IEnumerable<object[]> Cases =>
        from index in Enumerable.Range(0, GoldenMethod.All.Length)
        from type in new[] { ScalarType.Float64, ScalarType.Float32 }
        let golden = GoldenMethod.All[index]
        select new object[] { index, $"{golden.Loss} {string.Join(", ", golden.Inputs.Values.First().Shape)}", type };

    [TestMethod]
    public void File_OfTheReference_HoldsEveryCaseOfEachMethod() => CollectionAssert.AreEqual(
        new[] { "VICReg 10", "BYOL 5", "SupCon 60" },
        GoldenMethod.All.CountBy(golden => golden.Loss).Select(count => $"{count.Key} {count.Value}").ToArray());

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Loss_ValueAndGradients_EqualTheReference(int index, string name, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var golden = GoldenMethod.All[index];
        var inputs = golden.Inputs.ToDictionary(
            entry => entry.Key, entry => entry.Value.ToTensor(type).requires_grad_(golden.Grads.ContainsKey(entry.Key)));
        var loss = golden.Ours(inputs);
        loss.backward();
        var (ofValue, ofGradients) = type == ScalarType.Float64 ? (1e-9, 1e-8) : (1e-4, 1e-4);
        Near.Assert([golden.Value], [Values.Scalar(loss)], ofValue, $"value of {name}");
        foreach (var (input, gradient) in golden.Grads)
            Near.Assert(gradient.Data, Values.Of(inputs[input].grad!), ofGradients, $"gradient of {input} of {name}");
    }
}

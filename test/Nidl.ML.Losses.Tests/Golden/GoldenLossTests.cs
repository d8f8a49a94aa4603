using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses.Tests.Golden;

[TestClass]
public sealed class GoldenLossTests
{
    public static IEnumerable<object[]> Cases =>
        from index in Enumerable.Range(0, GoldenLoss.All.Length)
        from type in new[] { ScalarType.Float64, ScalarType.Float32 }
        let golden = GoldenLoss.All[index]
        select new object[] { index,
            $"{golden.Loss} n={golden.N} d={golden.D} {golden.Params.BandwidthKind} {golden.Params.Normalization}", type };

    [TestMethod]
    public void File_OfTheReference_HoldsEveryLossWithEveryBandwidth()
    {
        Assert.HasCount(312, GoldenLoss.All);
        CollectionAssert.AreEquivalent(
            new[] { "InfoNCE", "DCL", "DCLW", "YAwareInfoNCE", "BarlowTwins" },
                GoldenLoss.All.Select(golden => golden.Loss).Distinct().ToArray());
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Loss_ValueAndGradients_EqualTheReference(int index, string name, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var golden = GoldenLoss.All[index];
        var tolerance = type == ScalarType.Float64 ? 1e-9 : 1e-4;
        var ours = golden.Ours(type);
        Near.Assert([golden.Value], [ours.Value], tolerance, $"value of {name}");
        Near.Assert(golden.Grad1, ours.Gradient1, tolerance, $"gradient of z1 of {name}");
        Near.Assert(golden.Grad2, ours.Gradient2, tolerance, $"gradient of z2 of {name}");
    }
}

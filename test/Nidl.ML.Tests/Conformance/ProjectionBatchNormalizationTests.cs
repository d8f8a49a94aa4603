namespace Nidl.ML.Tests.Conformance;

/// <summary>The option that contrastive methods share: a head whose hidden layer is normalized.</summary>
[TestClass]
public sealed class ProjectionBatchNormalizationTests
{
    private static readonly Dictionary<string, Func<bool, Objective>> s_methods = new()
    {
        ["SimCLR"] = normalizes => new SimClrObjective(new SimClrOptions
        {
            ProjectionHiddenDimension = 5, ProjectionOutputDimension = 3, ProjectionBatchNormalization = normalizes,
        }),
        ["DCL"] = normalizes => new DclObjective(new DclOptions
        {
            ProjectionHiddenDimension = 5, ProjectionOutputDimension = 3, ProjectionBatchNormalization = normalizes,
        }),
        ["SupCon"] = normalizes => new SupConObjective(new SupConOptions
        {
            ProjectionHiddenDimension = 5, ProjectionOutputDimension = 3, ProjectionBatchNormalization = normalizes,
        }),
        ["y-Aware"] = normalizes => new YAwareObjective(new YAwareOptions
        {
            ProjectionHiddenDimension = 5, ProjectionOutputDimension = 3, ProjectionBatchNormalization = normalizes,
        }),
    };

    public static IEnumerable<object[]> Methods => s_methods.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Methods))]
    public void ProjectionHead_Normalized_HasANormalizationInPlaceOfABias(string method)
    {
        using var objective = s_methods[method](true);
        CollectionAssert.AreEquivalent(
            new[]
            {
                "layers.0.weight (5, 6)", "layers.1.weight (5)", "layers.1.bias (5)", "layers.1.running_mean (5)",
                "layers.1.running_var (5)", "layers.1.num_batches_tracked ()", "layers.3.weight (3, 5)", "layers.3.bias (3)",
            },
            ObjectiveProbe.Head(objective));
    }

    [TestMethod]
    [DynamicData(nameof(Methods))]
    public void ProjectionHead_NotNormalized_IsThatOfNidl(string method)
    {
        using var objective = s_methods[method](false);
        CollectionAssert.AreEqual(
            new[] { "layers.0.weight (5, 6)", "layers.0.bias (5)", "layers.2.weight (3, 5)", "layers.2.bias (3)" },
            ObjectiveProbe.Head(objective));
    }

    [TestMethod]
    public void ProjectionBatchNormalization_ByDefault_IsOff() => Assert.IsFalse(
        new SimClrOptions().ProjectionBatchNormalization || new DclOptions().ProjectionBatchNormalization
            || new SupConOptions().ProjectionBatchNormalization || new YAwareOptions().ProjectionBatchNormalization);
}

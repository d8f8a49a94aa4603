using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Training;

[TestClass]
public sealed class ParameterGroupTests
{
    [TestMethod]
    public void Split_Excluding_SeparatesBiasesAndNorms()
    {
        using var encoder = nn.Sequential(nn.Linear(3, 5), nn.BatchNorm1d(5), nn.Linear(5, 2));
        using var head = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 2));
        var groups = ParameterGroup.Split(encoder, head, weightDecay: 0.25, excludeBiasAndNorm: true);
        CollectionAssert.AreEqual(
            new[] { "backbone: 5x3 2x5 at 0.25", "backbone_no_decay: 5 5 5 2 at 0", "head: 4x2 2x4 at 0.25", "head_no_decay: 4 2 at 0" },
            groups.Select(Describe).ToArray());
    }

    [TestMethod]
    public void Split_NotExcluding_DecaysAll()
    {
        using var encoder = nn.Linear(3, 5);
        using var head = nn.Linear(5, 2);
        var groups = ParameterGroup.Split(encoder, head, weightDecay: 0.25, excludeBiasAndNorm: false);
        CollectionAssert.AreEqual(new[] { "backbone: 5x3 5 at 0.25", "head: 2x5 2 at 0.25" }, groups.Select(Describe).ToArray());
    }

    [TestMethod]
    public void Split_EmptyGroups_AreLeftOut()
    {
        using var encoder = nn.Linear(3, 5, hasBias: false);
        using var head = nn.ReLU();
        CollectionAssert.AreEqual(
            new[] { "backbone: 5x3 at 0.25" },
            ParameterGroup.Split(encoder, head, weightDecay: 0.25, excludeBiasAndNorm: true).Select(Describe).ToArray());
    }

    [TestMethod]
    public void Split_OneStepWithoutGradient_ShrinksWhatDecaysAlone()
    {
        using var encoder = nn.Sequential(nn.Linear(3, 5), nn.BatchNorm1d(5));
        using var head = nn.Linear(5, 2);
        var before = State(encoder, head);
        using var optimizer = new AdamWOptions().Create(
            ParameterGroup.Split(encoder, head, weightDecay: 0.5, excludeBiasAndNorm: true), learningRate: 0.1);
        foreach (var parameter in encoder.parameters().Concat(head.parameters()))
            parameter.grad = zeros_like(parameter);
        optimizer.step();
        var after = State(encoder, head);
        foreach (var (name, values) in before)
        {
            var factor = name is "encoder.0.weight" or "head.weight" ? 1 - 0.1 * 0.5 : 1;
            for (var i = 0; i < values.Length; i++)
                Assert.AreEqual(factor * values[i], after[name][i], 1e-7, name);
        }
    }

    private static Dictionary<string, float[]> State(nn.Module encoder, nn.Module head) =>
        encoder.named_parameters().Select(pair => ("encoder." + pair.name, pair.parameter))
            .Concat(head.named_parameters().Select(pair => ("head." + pair.name, pair.parameter)))
            .ToDictionary(pair => pair.Item1, pair => pair.parameter.detach().data<float>().ToArray());

    private static string Describe(ParameterGroup group) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{group.Name}: "
            + $"{string.Join(' ', group.Parameters.Select(parameter => string.Join('x', parameter.shape)))} at {group.WeightDecay}");
}

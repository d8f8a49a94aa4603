using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Training;

[TestClass]
public sealed class WeightDecayExclusionTests
{
    [TestMethod]
    public void Split_RankAndTokens_ExcludesTokensAndPositionsByName()
    {
        using var encoder = new Tokens();
        using var head = nn.Linear(2, 2);
        var groups = ParameterGroup.Split(encoder, head, weightDecay: 1, excludeBiasAndNorm: true, WeightDecayExclusion.RankAndTokens);
        CollectionAssert.AreEqual(
            new[] { "backbone 2", "backbone_no_decay 3", "head 1", "head_no_decay 1" }, groups.Select(Describe).ToArray());
    }

    [TestMethod]
    public void Split_Rank_DecaysTokensAndPositions()
    {
        using var encoder = new Tokens();
        using var head = nn.Linear(2, 2);
        var groups = ParameterGroup.Split(encoder, head, weightDecay: 1, excludeBiasAndNorm: true, WeightDecayExclusion.Rank);
        CollectionAssert.AreEqual(
            new[] { "backbone 4", "backbone_no_decay 1", "head 1", "head_no_decay 1" }, groups.Select(Describe).ToArray());
    }

    [TestMethod]
    [DataRow("class_token", true)]
    [DataRow("cls_token", true)]
    [DataRow("pos_embed", true)]
    [DataRow("position_embeddings", true)]
    [DataRow("CLS_TOKEN", true)]
    [DataRow("queries", false)]
    public void Split_Names_OfTokensAndPositionsAreExcluded(string name, bool isExcluded)
    {
        using var scope = NewDisposeScope();
        using var encoder = new Named(name);
        using var head = nn.ReLU();
        var group = ParameterGroup.Split(encoder, head, weightDecay: 1, excludeBiasAndNorm: true).Single();
        Assert.AreEqual(isExcluded ? "backbone_no_decay 1" : "backbone 1", Describe(group));
    }

    [TestMethod]
    public void Fit_Rule_ReachesTheOptimizer()
    {
        var seen = new List<string>();
        var optimizer = new CustomOptimizer((groups, rate) =>
        {
            seen.AddRange(groups.Select(Describe));
            Assert.AreEqual(Tiny.Options.LearningRate, rate);
            return new AdamWOptions().Create(groups, rate);
        });
        var encoder = CustomEncoder.Register("tokens of WeightDecayExclusionTests", _ => new Tokens());
        _ = FinalWeights.Of(Tiny.Options with { Encoder = encoder, Optimizer = optimizer });
        _ = FinalWeights.Of(
            Tiny.Options with { Encoder = encoder, Optimizer = optimizer, WeightDecayExclusion = WeightDecayExclusion.Rank });
        CollectionAssert.AreEqual(
            new[] { "backbone 2", "backbone_no_decay 3", "head 2", "head_no_decay 2", "backbone 4", "backbone_no_decay 1", "head 2",
                "head_no_decay 2" }, seen);
    }

    [TestMethod]
    public void Fit_CustomOptimizer_Trains() => CollectionAssert.AreEqual(
        FinalWeights.Of(Tiny.Options with { Optimizer = new AdamOptions() }),
        FinalWeights.Of(Tiny.Options with { Optimizer = new CustomOptimizer((groups, rate) => new AdamOptions().Create(groups, rate)) }));

    [TestMethod]
    public void Fit_CustomOptimizerOfNull_IsRefused() => Error.Is<InvalidOperationException>(
        "The factory of a CustomOptimizer must give an optimizer, but gave null.",
        () => FinalWeights.Of(Tiny.Options with { Optimizer = new CustomOptimizer((_, _) => null!) }));

    private static string Describe(ParameterGroup group) => $"{group.Name} {group.Parameters.Count}";

    /// <summary>A module of one parameter of rank 3.</summary>
    private sealed class Named : nn.Module<Tensor, Tensor>
    {
        private readonly string _name;

        public Named(string name)
            : base(nameof(Named)) => register_parameter(_name = name, new Parameter(zeros(1, 1, 2)));

        public override Tensor forward(Tensor input) => input.add(get_parameter(_name)!);
    }

    /// <summary>An encoder with a class token, a position embedding and another parameter of rank 3.</summary>
    private sealed class Tokens : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter _token = new(zeros(1, 1, 36));
        private readonly Parameter _position = new(zeros(1, 1, 36));
        private readonly Parameter _other = new(zeros(1, 1, 36));
        private readonly nn.Module<Tensor, Tensor> _linear = nn.Linear(36, 4);

        public Tokens()
            : base(nameof(Tokens))
        {
            register_parameter("class_token", _token);
            register_parameter("pos_embed", _position);
            register_parameter("queries", _other);
            register_module("linear", _linear);
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var x = input.flatten(1) + (_token + _position + _other).view(1, 36);
            return _linear.call(x).MoveToOuterDisposeScope();
        }
    }
}

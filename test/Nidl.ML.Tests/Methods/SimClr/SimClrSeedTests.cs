using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.SimClr;

/// <summary>
/// The seed draws the weights, the order of the rows, the views and the layers' randomness: each by itself, and each anew in every epoch.
/// </summary>
[TestClass]
public sealed class SimClrSeedTests
{
    [TestMethod]
    public void Fit_Seed_DrawsTheFirstWeights()
    {
        string[] Weights(int seed) => FinalWeights.Of(Tiny.Options with { NumberOfEpochs = 0, Seed = seed });
        CollectionAssert.AreEqual(Weights(1), Weights(1));
        CollectionAssert.AreNotEqual(Weights(1), Weights(2));
    }

    [TestMethod]
    public void Fit_Seed_DrawsTheOrderOfTheRows() => AreDrawnAnew(seed => Record(seed).Batches);

    [TestMethod]
    public void Fit_Seed_DrawsTheViews() => AreDrawnAnew(seed => Record(seed).Draws);

    [TestMethod]
    public void Fit_Seed_DrawsTheLayersRandomness() => AreDrawnAnew(seed =>
    {
        var draws = new List<string>();
        var encoder = CustomEncoder.Register($"drawing {Guid.NewGuid()}", _ => new Drawing(draws));
        FinalWeights.Of(Tiny.Options with { Encoder = encoder, Seed = seed });
        return draws;
    });

    // The same seed draws the same, another something else, and no batch draws what another has.
    private static void AreDrawnAnew(Func<int, IReadOnlyList<string>> draw)
    {
        var (first, again, other) = (draw(1).ToArray(), draw(1).ToArray(), draw(2).ToArray());
        CollectionAssert.AreEqual(first, again);
        Assert.HasCount(12, first.Distinct().ToArray(), string.Join("; ", first));
        Assert.IsFalse(first.Intersect(other).Any(), "two seeds draw the same");
    }

    private static Recording Record(int seed)
    {
        var recording = new Recording();
        // Rows of their own for both views, so that each is seen once: two epochs of three batches.
        var options = Tiny.Options with { SecondViewColumnName = "Second", Augmentations = [recording], Seed = seed };
        var ml = new MLContext(1);
        ml.SelfSupervised.SimClr("Embedding", "First", options).Fit(ml.Data.LoadFromEnumerable(PairRow.Rows(24))).Dispose();
        return recording;
    }

    /// <summary>Changes nothing, and writes down the batches and the first number that each could draw.</summary>
    private sealed record Recording : Augmentation
    {
        private readonly List<string> _batches = [];
        private readonly List<string> _draws = [];

        internal IReadOnlyList<string> Batches => _batches;

        internal IReadOnlyList<string> Draws => _draws;

        public override Tensor Apply(Tensor batch, RandomSource random)
        {
            _batches.Add(string.Join(' ', batch.data<float>()));
            using var drawn = random.Uniform([1]);
            _draws.Add($"{drawn.ToSingle()}");
            return batch;
        }
    }

    /// <summary>A linear layer that draws a number of the layers' randomness each time it trains.</summary>
    private sealed class Drawing : nn.Module<Tensor, Tensor>
    {
        private readonly List<string> _draws;
        private readonly nn.Module<Tensor, Tensor> _linear = nn.Linear(36, 4);

        public Drawing(List<string> draws)
            : base(nameof(Drawing))
        {
            _draws = draws;
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            if (training)
                _draws.Add($"{LayerRandomness.Current.Uniform([1]).ToSingle()}");
            return _linear.call(input.flatten(1)).MoveToOuterDisposeScope();
        }
    }
}
